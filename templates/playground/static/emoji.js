// Shortcodes that apps write often. A shortcode that is not here is shown as typed.

const LIST = `
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|heavy_multiplication_x ✖️
warning ⚠️|exclamation ❗|bangbang ‼️|question ❓|grey_question ❔|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|rotating_light 🚨
information_source ℹ️|speech_balloon 💬|thought_balloon 💭|mega 📣|loudspeaker 📢|bell 🔔|no_bell 🔕|mute 🔇|zzz 💤
hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|timer_clock ⏲️|alarm_clock ⏰|clock1 🕐|clock3 🕒|clock9 🕘|calendar 📆|date 📅|spiral_calendar_pad 🗓️
memo 📝|pencil 📝|pencil2 ✏️|page_facing_up 📄|page_with_curl 📃|clipboard 📋|bookmark_tabs 📑|books 📚|book 📖|open_book 📖|notebook 📓|scroll 📜|bookmark 🔖
file_folder 📁|open_file_folder 📂|card_index_dividers 🗂️|card_file_box 🗃️|file_cabinet 🗄️|wastebasket 🗑️|inbox_tray 📥|outbox_tray 📤|package 📦
lock 🔒|unlock 🔓|closed_lock_with_key 🔐|key 🔑|shield 🛡️|link 🔗|paperclip 📎|pushpin 📌|round_pushpin 📍|triangular_flag_on_post 🚩|checkered_flag 🏁|label 🏷️
tada 🎉|confetti_ball 🎊|sparkles ✨|star ⭐|star2 🌟|trophy 🏆|first_place_medal 🥇|rocket 🚀|ship 🚢|fire 🔥|boom 💥|zap ⚡|gem 💎|dart 🎯|crossed_fingers 🤞
eyes 👀|wave 👋|raised_hands 🙌|raised_hand ✋|hand ✋|clap 👏|pray 🙏|muscle 💪|point_right 👉|point_left 👈|point_up ☝️|point_down 👇|ok_hand 👌|handshake 🤝
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|writing_hand ✍️|bust_in_silhouette 👤|busts_in_silhouette 👥|baby 👶|man-shrugging 🤷‍♂️|shrug 🤷
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_forward ▶️|arrow_backward ◀️|leftwards_arrow_with_hook ↩️|arrow_right_hook ↪️|arrows_counterclockwise 🔄|repeat 🔁|fast_forward ⏩|rewind ⏪
double_vertical_bar ⏸️|pause_button ⏸️|black_square_for_stop ⏹️|stop_button ⏹️|new 🆕|ok 🆗|sos 🆘|soon 🔜|end 🔚|back 🔙|100 💯
large_green_circle 🟢|large_yellow_circle 🟡|large_orange_circle 🟠|red_circle 🔴|large_red_circle 🔴|large_blue_circle 🔵|large_purple_circle 🟣|large_brown_circle 🟤|white_circle ⚪|black_circle ⚫|radio_button 🔘
large_green_square 🟩|large_yellow_square 🟨|large_orange_square 🟧|large_red_square 🟥|large_blue_square 🟦|white_large_square ⬜|black_large_square ⬛|white_medium_square ◻️|black_medium_square ◼️|white_small_square ▫️|black_small_square ▪️
small_blue_diamond 🔹|large_blue_diamond 🔷|small_orange_diamond 🔸|large_orange_diamond 🔶|small_red_triangle 🔺|small_red_triangle_down 🔻
zero 0️⃣|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟
smile 😄|slightly_smiling_face 🙂|simple_smile 🙂|grinning 😀|smiley 😃|grin 😁|joy 😂|sweat_smile 😅|blush 😊|wink 😉|heart_eyes 😍|sunglasses 😎|thinking_face 🤔|neutral_face 😐|confused 😕|cry 😢|sob 😭|scream 😱|sleeping 😴|nerd_face 🤓|hugging_face 🤗|upside_down_face 🙃|face_with_monocle 🧐|partying_face 🥳|robot_face 🤖|ghost 👻|skull 💀
heart ❤️|green_heart 💚|blue_heart 💙|yellow_heart 💛|purple_heart 💜|broken_heart 💔
bulb 💡|mag 🔍|mag_right 🔎|microscope 🔬|telescope 🔭|test_tube 🧪|bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|brain 🧠|dna 🧬|abacus 🧮|straight_ruler 📏|triangular_ruler 📐|scales ⚖️|balance_scale ⚖️
gear ⚙️|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|nut_and_bolt 🔩|toolbox 🧰|construction 🚧|computer 💻|desktop_computer 🖥️|keyboard ⌨️|floppy_disk 💾|iphone 📱|satellite 🛰️|electric_plug 🔌|battery 🔋
email 📧|envelope ✉️|incoming_envelope 📨|mailbox 📫|phone ☎️|telephone_receiver 📞|moneybag 💰|dollar 💵|credit_card 💳|office 🏢|house 🏠|hospital 🏥|factory 🏭|globe_with_meridians 🌐|earth_africa 🌍
sunny ☀️|cloud ☁️|umbrella ☔|snowflake ❄️|rainbow 🌈|seedling 🌱|palm_tree 🌴|cherry_blossom 🌸|bug 🐛|bee 🐝|snake 🐍|turtle 🐢|rabbit2 🐇|cat 🐱|dog 🐶|whale 🐳|penguin 🐧|coffee ☕|tea 🍵|pizza 🍕|cake 🍰|birthday 🎂|popcorn 🍿|doughnut 🍩
recycle ♻️|infinity ♾️|heavy_plus_sign ➕|heavy_minus_sign ➖|heavy_division_sign ➗|curly_loop ➰|jigsaw 🧩|game_die 🎲|crystal_ball 🔮|ring 💍|crown 👑|tophat 🎩|mortar_board 🎓|art 🎨|movie_camera 🎥|camera 📷|musical_note 🎵|gift 🎁|balloon 🎈|compass 🧭|world_map 🗺️|hot_pepper 🌶️|broom 🧹|thread 🧵|receipt 🧾|ticket 🎫|ladder 🪜|hatching_chick 🐣|traffic_light 🚦|vertical_traffic_light 🚦`;

const TABLE = new Map(
  LIST.trim()
    .split(/[|\n]/)
    .map((entry) => {
      const cut = entry.indexOf(" ");
      return [entry.slice(0, cut), entry.slice(cut + 1)];
    }),
);

const SHORTCODE = /:([a-z0-9_+'-]+)(?:::skin-tone-\d)?:/g;

export const emojiNamed = (name) => TABLE.get(name);
export const emojify = (text) => text.replace(SHORTCODE, (typed, name) => TABLE.get(name) ?? typed);
