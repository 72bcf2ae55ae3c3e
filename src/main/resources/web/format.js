// Numbers, times and durations for people. Null is shown as unknown, never as 0.

export const UNKNOWN = 'unknown';

const whole = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});
const tenths = new Intl.NumberFormat('en-US', {minimumFractionDigits: 1, maximumFractionDigits: 1});
const short = new Intl.NumberFormat('en-US', {notation: 'compact', maximumFractionDigits: 1});
const clock = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const minute = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'});
const day = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short'});

/** Whether it is a known number. */
export const known = (value) => typeof value === 'number' && Number.isFinite(value);

const orUnknown = (format) => (value) => (known(value) ? format(value) : UNKNOWN);

/** 19,000,000 */
export const count = orUnknown((n) => whole.format(n));

/** 12,345 or 4.2: records a second. */
export const rate = orUnknown((n) => (n > 0 && n < 10 ? tenths : whole).format(n));

/** 19M: for narrow places such as an axis. */
export const compact = orUnknown((n) => short.format(n));

/** 61.3 %. Never 100 % before it is all: 99.97 % is 99.9 %. */
export const percent = orUnknown((f) => `${f >= 1 ? '100' : tenths.format(Math.floor(f * 1000) / 10)} %`);

/** 7.4 GB */
export const bytes = orUnknown((n) => {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let power = 0;
    while (n >= 1000 && power < units.length - 1) {
        n /= 1000;
        power++;
    }
    return `${(power === 0 ? whole : tenths).format(n)} ${units[power]}`;
});

/** 43 s, 2 min 5 s, 3 h 12 min or 2 d 4 h, from seconds. */
export const duration = orUnknown((seconds) => {
    const s = Math.max(0, Math.round(seconds));
    if (s < 60) {
        return `${s} s`;
    }
    if (s < 3600) {
        return `${Math.floor(s / 60)} min ${s % 60} s`;
    }
    if (s < 86_400) {
        return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
    }
    return `${whole.format(Math.floor(s / 86_400))} d ${Math.floor((s % 86_400) / 3600)} h`;
});

/** A rough duration, which does not change every second. */
export const roughly = orUnknown((seconds) => {
    const s = Math.max(0, seconds);
    if (s < 90) {
        return `${Math.max(1, Math.round(s))} s`;
    }
    return s < 3600 ? `${Math.round(s / 60)} min` : duration(s);
});

/** 14:02:11 on this day, 24 Nov 14:02 on another; the viewer's time zone. */
export function time(iso, now) {
    const at = typeof iso === 'number' ? iso : Date.parse(iso);
    if (!Number.isFinite(at)) {
        return UNKNOWN;
    }
    const date = new Date(at);
    return date.toDateString() === new Date(now).toDateString()
        ? clock.format(date)
        : `${day.format(date)} ${minute.format(date)}`;
}

/** 14:02, from milliseconds since 1970. */
export const minuteOfDay = (at) => minute.format(new Date(at));

/** since 14:02:11 (3 min 20 s); empty if it is unknown. */
export function since(iso, now) {
    const at = Date.parse(iso ?? '');
    return Number.isFinite(at) ? `since ${time(iso, now)} (${duration((now - at) / 1000)})` : '';
}

/** A sentence of a service with its times, which are in ISO 8601, as those of the viewer. */
export const withLocalTimes = (sentence, now) =>
    (sentence ?? '').replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (iso) => time(iso, now));

/** 2026-08-01 from a dump's 20260801, and 2026-08-01-2 from 20260801-2. */
export const dumpDate = (dump) =>
    /^\d{8}(-\d+)?$/.test(dump ?? '') ? `${dump.slice(0, 4)}-${dump.slice(4, 6)}-${dump.slice(6)}` : (dump ?? UNKNOWN);

/** extractor, graphinator and tableinator */
export const sentenceList = (words) =>
    words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;

/** 1 record, 2 records */
export const plural = (n, word) => `${count(n)} ${word}${n === 1 ? '' : 's'}`;
