// Times as the person acted as would see them: every function uses that person's time zone, not the browser's.

let zone;
const formatters = new Map();

export function setZone(name) {
  zone = name;
}

function formatter(options, inZone = zone) {
  const key = JSON.stringify([options, inZone]);
  if (!formatters.has(key)) {
    let made;
    try {
      made = new Intl.DateTimeFormat("en-US", { ...options, timeZone: inZone });
    } catch {
      made = new Intl.DateTimeFormat("en-US", options);
    }
    formatters.set(key, made);
  }
  return formatters.get(key);
}

/** "2026-03-31T14:00", as the person's own clock shows that moment. */
export const localMoment = (seconds) => `${day(seconds)}T${clock(seconds)}`;

/** The moment at which the person's clock shows that; the second look is for the hours around a change of the clocks. */
export function secondsAt(local) {
  const apart = (seconds) => (Date.parse(`${local}Z`) - Date.parse(`${localMoment(seconds)}Z`)) / 1000;
  let seconds = Date.parse(`${local}Z`) / 1000;
  for (let looks = 0; looks < 2; looks += 1) seconds += apart(seconds);
  return seconds;
}

const at = (seconds) => new Date(Number(seconds) * 1000);
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export const clock = (seconds) => formatter(CLOCK).format(at(seconds));
export const clockWithSeconds = (seconds) => formatter({ ...CLOCK, second: "2-digit" }).format(at(seconds));
export const clockIn = (name) => formatter(CLOCK, name || zone).format(new Date());

export function day(seconds) {
  const parts = Object.fromEntries(
    formatter({ year: "numeric", month: "2-digit", day: "2-digit" })
      .formatToParts(at(seconds))
      .map((part) => [part.type, part.value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}`;
}

function ordinal(seconds) {
  const number = Number(day(seconds).slice(8));
  const ending =
    number % 100 >= 11 && number % 100 <= 13 ? "th" : ["th", "st", "nd", "rd"][number % 10] || "th";
  return `${number}${ending}`;
}

function relativeDay(seconds) {
  const apart = Math.round((Date.parse(day(seconds)) - Date.parse(day(Date.now() / 1000))) / 86_400_000);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[apart];
}

const weekday = (seconds) => formatter({ weekday: "long" }).format(at(seconds));
const month = (seconds, length) => formatter({ month: length }).format(at(seconds));
const year = (seconds) => day(seconds).slice(0, 4);
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

export function dayLabel(seconds) {
  const near = relativeDay(seconds);
  if (near) return capital(near);
  const label = `${weekday(seconds)}, ${month(seconds, "long")} ${ordinal(seconds)}`;
  return year(seconds) === year(Date.now() / 1000) ? label : `${label}, ${year(seconds)}`;
}

export function dayAndClock(seconds) {
  const near = relativeDay(seconds);
  return `${near || `on ${month(seconds, "short")} ${ordinal(seconds)}`} at ${clock(seconds)}`;
}

export const longTime = (seconds) =>
  `${dayLabel(seconds)} at ${clockWithSeconds(seconds)}`;

function ago(seconds) {
  const passed = Date.now() / 1000 - seconds;
  const size = Math.abs(passed);
  const [unit, length] =
    size < 60
      ? ["second", 1]
      : size < 3600
        ? ["minute", 60]
        : size < 86_400
          ? ["hour", 3600]
          : ["day", 86_400];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-Math.round(passed / length), unit);
}

const TOKENS = {
  date_num: (s) => day(s),
  date_slash: (s) => day(s).replaceAll("-", "/"),
  date: (s) => `${month(s, "long")} ${ordinal(s)}, ${year(s)}`,
  date_short: (s) => `${month(s, "short")} ${Number(day(s).slice(8))}, ${year(s)}`,
  date_long: (s) => `${weekday(s)}, ${month(s, "long")} ${ordinal(s)}, ${year(s)}`,
  time: (s) => clock(s),
  time_secs: (s) => clockWithSeconds(s),
  ago: (s) => ago(s),
};

/** The text of Slack's <!date^…> for a format such as "{date_short_pretty} at {time}". */
export function slackDate(seconds, format) {
  return format.replace(/\{([a-z_]+)\}/g, (whole, token) => {
    const plain = token.replace(/_pretty$/, "");
    if (!TOKENS[plain]) return whole;
    return (token !== plain && relativeDay(seconds)) || TOKENS[plain](seconds);
  });
}
