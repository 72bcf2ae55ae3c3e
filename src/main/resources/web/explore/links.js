// Links: to records on this page, and to other sites, which may only be http or https.

import {el, symbol} from '../dom.js';
import {recordAddress} from './address.js';
import {KINDS, nameOf} from './kinds.js';

const DISCOGS = 'https://www.discogs.com/';

/** The shape of a kind, before a name. */
export const kindSymbol = (type) => symbol(`kind-${type}`, `symbol kind kind-${type}`);

/** A link to an entity's page, with the shape of its kind. */
export function entityLink(entity, text = nameOf(entity)) {
    return el(
        'a', {href: recordAddress(entity), class: 'entity', title: KINDS[entity.type]?.one ?? null},
        kindSymbol(entity.type), el('span', {}, text));
}

/** The same without the shape, inside a sentence; plain text if it has no id. */
export function nameLink(type, id, name) {
    return id === undefined || id === '' || id === '0'
        ? el('span', {}, name?.trim() || 'without a name')
        : el('a', {href: recordAddress({type, id})}, nameOf({type, id, name}));
}

/** A link to another site; plain text if it is no address of the web. */
export function outerLink(given, text = given) {
    const url = webAddress(given);
    return url === null
        ? el('span', {}, text)
        : el(
            'a', {href: url.href, rel: 'noopener noreferrer nofollow', target: '_blank', class: 'outer'}, text,
            el('span', {class: 'visually-hidden'}, ` (on ${url.host}, in a new tab)`));
}

/** The page of a record on discogs.com, or null. */
export function discogsLink(entity) {
    const kind = {artists: 'artist', labels: 'label', masters: 'master', releases: 'release'}[entity.type];
    return kind === undefined ? null : outerLink(`${DISCOGS}${kind}/${encodeURIComponent(entity.id)}`, 'discogs.com');
}

function webAddress(given) {
    const text = String(given ?? '').trim();
    try {
        const url = new URL(/^[\w-]+(\.[\w-]+)+([/?#]|$)/.test(text) ? `https:${text}` : text);
        return ['http:', 'https:'].includes(url.protocol) && url.host !== '' ? url : null;
    } catch {
        return null;
    }
}
