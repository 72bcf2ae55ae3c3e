// The values of a record. Dumps change: a field may be an object where a text was, or several where one was.

/** The text of a value: of an object its name, of several the last. Empty if there is none. */
export function text(value) {
    if (Array.isArray(value)) {
        return value.length === 0 ? '' : text(value[value.length - 1]);
    }
    if (value !== null && typeof value === 'object') {
        return value.name === undefined ? '' : text(value.name);
    }
    return value === null || value === undefined ? '' : String(value);
}

/** A value as a list. */
export const list = (value) => (Array.isArray(value) ? value : value === null || value === undefined || value === '' ? [] : [value]);

/** A value as an object: a bare text becomes its name. */
export const object = (value) => (value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {name: text(value)});

/** 5:07 of a video's seconds. */
export function length(seconds) {
    const all = Number.parseInt(text(seconds), 10);
    return Number.isFinite(all) ? `${Math.floor(all / 60)}:${String(all % 60).padStart(2, '0')}` : '';
}
