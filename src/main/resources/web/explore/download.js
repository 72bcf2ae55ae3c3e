// Files that the browser saves: what the page shows, as CSV or PNG.

import {el} from '../dom.js';

/** A button that makes a file when it is pressed. make: answers {name, blob}, or a promise of it; null if there is nothing to save. */
export function downloadButton(text, what, make) {
    const button = el('button', {type: 'button', 'aria-label': `${text}: download ${what}`}, text);
    button.addEventListener('click', async () => {
        const file = await make();
        if (file !== null) {
            save(file);
        }
    });
    return button;
}

/** rows: lists of values; the first are the heads. */
export function csvFile(name, rows) {
    const lines = rows.map((row) => row.map(cell).join(','));
    return {name: `${fileName(name)}.csv`, blob: new Blob(['\ufeff', lines.join('\r\n'), '\r\n'], {type: 'text/csv;charset=utf-8'})};
}

/** draw: draws on a context of a canvas of that size. */
export function pngFile(name, width, height, draw) {
    const scale = 2;
    const canvas = el('canvas', {width: width * scale, height: height * scale});
    const context = canvas.getContext('2d');
    context.scale(scale, scale);
    draw(context);
    return new Promise((resolve) => {
        canvas.toBlob((blob) => resolve({name: `${fileName(name)}.png`, blob}), 'image/png');
    });
}

/** A name that every system allows. */
export const fileName = (name) => name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80) || 'discogsography';

/** The first characters that make a text a formula, the last four in full width: the same as in the server's own files. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** RFC 4180. A spreadsheet would compute a formula: an apostrophe makes it a text. */
function cell(value) {
    const text = value === null || value === undefined ? '' : String(value);
    const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
    return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function save({name, blob}) {
    const url = URL.createObjectURL(blob);
    el('a', {href: url, download: name}).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
