// Texts of Discogs with its markup: [a=Name], [l123], [url=…]…[/url], [b]…[/b]; everything else is plain text.

import {el} from '../dom.js';
import {recordAddress, searchAddress} from './address.js';
import {KINDS} from './kinds.js';
import {outerLink} from './links.js';

const TYPES = {a: 'artists', l: 'labels', m: 'masters', r: 'releases'};
const STYLES = {b: 'strong', i: 'em', u: 'em'};
const MARK = /\[(a|l|m|r)=?([^\]\n]+)\]|\[url=([^\]\n]+)\]([^[]*)\[\/url\]|\[url\]([^[]*)\[\/url\]|\[(\/?)(b|i|u)\]|(\bhttps?:[^\s\]<>"]+)/gi;

/** Paragraphs of a text. */
export function paragraphs(text) {
    return String(text)
        .split(/\r?\n\s*\r?\n/)
        .filter((each) => each.trim() !== '')
        .map((each) => el('p', {class: 'prose'}, ...inline(each)));
}

/** The nodes of a text in one paragraph. */
export function inline(text) {
    const root = el('span', {});
    const open = [root];
    let from = 0;
    for (const found of text.matchAll(MARK)) {
        append(open, text.slice(from, found.index));
        from = found.index + found[0].length;
        const [whole, letter, target, url, urlText, bare, close, style, plain] = found;
        if (style !== undefined) {
            mark(open, close === '/', STYLES[style.toLowerCase()], whole);
        } else if (letter !== undefined) {
            append(open, reference(TYPES[letter.toLowerCase()], target.trim(), whole));
        } else {
            append(open, outerLink(url ?? bare ?? plain, urlText || url || bare || plain));
        }
    }
    append(open, text.slice(from));
    return [...root.childNodes];
}

function append(open, node) {
    if (node !== '') {
        open[open.length - 1].append(node);
    }
}

function mark(open, closes, name, whole) {
    if (!closes) {
        const node = el(name);
        append(open, node);
        open.push(node);
    } else if (open.length > 1) {
        open.pop();
    } else {
        append(open, whole);
    }
}

function reference(type, target, whole) {
    if (/^\d+$/.test(target)) {
        return el('a', {href: recordAddress({type, id: target})}, `${KINDS[type].one} ${target}`);
    }
    return whole.includes('=') ? el('a', {href: searchAddress({q: target, type})}, target) : whole;
}
