// A record in the form that people read. Whatever no part shows stands in the last one, so that nothing is left out.

import {el} from '../dom.js';
import {table, row} from '../table.js';
import {recordAddress} from './address.js';
import {length, list, object, text} from './fields.js';
import {words} from './kinds.js';
import {nameLink, outerLink} from './links.js';
import {inline, paragraphs} from './markup.js';

const HEAD = ['id', 'name', 'title'];

/** [{title, nodes}] of a record's fields. */
export function recordParts(type, data) {
    const shown = new Set(HEAD);
    const parts = [];
    const part = (title, fields, make) => {
        fields.forEach((field) => shown.add(field));
        const present = fields.some((field) => data[field] !== undefined);
        const nodes = present ? [make(data)].flat().filter(Boolean) : [];
        if (nodes.length > 0) {
            parts.push({title, nodes});
        }
    };
    part('Overview', overviewFields(type), () => overview(type, data));
    part('Tracklist', ['tracklist'], () => tracklist(list(data.tracklist)));
    part('Profile', ['profile'], () => paragraphs(text(data.profile)));
    part('Notes', ['notes'], () => paragraphs(text(data.notes)));
    part('Credits', ['extraartists'], () => credits(list(data.extraartists)));
    part('Companies', ['companies'], () => companies(list(data.companies)));
    part('Members', ['members'], () => names('artists', data.members));
    part('Groups', ['groups'], () => names('artists', data.groups));
    part('Aliases', ['aliases'], () => names('artists', data.aliases));
    part('Sublabels', ['sublabels'], () => names('labels', data.sublabels));
    part('Name variations', ['namevariations'], () => el('p', {}, list(data.namevariations).map(text).join(' · ')));
    part('Identifiers', ['identifiers'], () => identifiers(list(data.identifiers)));
    part('Videos', ['videos'], () => videos(list(data.videos)));
    part('Links', ['urls'], () => el('ul', {class: 'lines'}, ...list(data.urls).map((url) => el('li', {}, outerLink(text(url))))));
    part('Images', ['images'], () => images(list(data.images)));
    const rest = Object.entries(data).filter(([field]) => !shown.has(field));
    if (rest.length > 0) {
        parts.push({title: 'Other fields', nodes: [facts(rest.map(([field, value]) => [words(field), plain(value)]))]});
    }
    return parts;
}

function overviewFields(type) {
    const own = {
        artists: ['realname'],
        labels: ['parentLabel', 'contactinfo'],
        masters: ['artists', 'year', 'main_release'],
        releases: ['artists', 'labels', 'series', 'formats', 'country', 'released', 'master_id', 'is_main_release', 'status'],
    };
    return [...(own[type] ?? []), 'genres', 'styles', 'data_quality'];
}

function overview(type, data) {
    const rows = [];
    const fact = (title, value) => value && rows.push([title, value]);
    const plainText = (field) => text(data[field]) || null;
    fact('Real name', plainText('realname'));
    if (type === 'masters' || type === 'releases') {
        fact(list(data.artists).length > 1 ? 'Artists' : 'Artist', artists(list(data.artists)));
    }
    fact('Parent label', data.parentLabel && linked('labels', data.parentLabel));
    fact('Contact', data.contactinfo && el('span', {class: 'prose'}, ...inline(text(data.contactinfo))));
    fact('Labels', lines(list(data.labels).map((label) => linked('labels', label, object(label).catno))));
    fact('Series', lines(list(data.series).map((each) => linked('labels', each, object(each).catno))));
    fact('Format', lines(list(data.formats).map(format)));
    fact('Country', plainText('country'));
    fact('Released', plainText('released'));
    fact('Year', plainText('year'));
    fact('Genres', tags('genres', data.genres));
    fact('Styles', tags('styles', data.styles));
    const master = text(data.master_id);
    fact('Master', master && withNote(nameLink('masters', master, `master ${master}`), mainRelease(data)));
    const main = text(data.main_release);
    fact('Main release', main && nameLink('releases', main, `release ${main}`));
    fact('Status', plainText('status'));
    fact('Data quality', plainText('data_quality'));
    return rows.length === 0 ? null : facts(rows);
}

function mainRelease(data) {
    return {true: 'this is its main release', false: ''}[text(data.is_main_release)] ?? text(data.is_main_release);
}

/** "A feat. B": each name as it is printed on the release, joined as it is there. */
function artists(all) {
    if (all.length === 0) {
        return null;
    }
    const last = all.length - 1;
    const names = all.flatMap((given, i) => [artistLink(object(given)), joiner(text(object(given).join), i === last)]);
    return el('span', {}, ...names, ...all.flatMap((given) => leftOver(object(given), ['id', 'name', 'anv', 'join'])));
}

const joiner = (join, last) => (join === '' || join === ',' ? (last ? '' : ', ') : ` ${join} `);

/** The name as it is printed there, with the artist's own, if that is another. */
function artistLink(artist) {
    const own = text(artist);
    const printed = text(artist.anv);
    const link = nameLink('artists', text(artist.id), printed || own);
    return printed === '' || printed === own ? link : withNote(link, own && `(${own})`);
}

/** 2 × Vinyl, LP, Album (Red) */
function format(given) {
    const all = object(given);
    const quantity = text(all.qty);
    const name = `${quantity !== '' && quantity !== '1' ? `${quantity} × ` : ''}${text(all)}`;
    const details = [name, ...list(all.descriptions).map(text)].filter(Boolean).join(', ');
    return el('span', {}, text(all.text) ? `${details} (${text(all.text)})` : details, ...leftOver(all, ['name', 'qty', 'descriptions', 'text']));
}

function tracklist(tracks) {
    const columns = [
        {title: 'Position', className: 'position'},
        {title: 'Title', className: ''},
        {title: 'Length', className: 'number'},
    ];
    const {node, body} = table('Tracklist', columns);
    node.classList.add('tracks');
    const add = (given, depth) => {
        const track = object(given);
        const subTracks = list(track.sub_tracks);
        const position = text(track.position);
        const title = el('span', {class: 'track-title'}, text(track.title) || text(track));
        const by = artists(list(track.artists));
        const made = row(columns, [
            [depth > 0 ? el('span', {class: 'visually-hidden'}, 'sub-track ') : '', position],
            [
                ...(by === null ? [] : [by, ' – ']), title,
                ...list(track.extraartists).map((each) => el('span', {class: 'track-credit quiet'}, ...credit(each))),
                ...leftOver(track, ['position', 'title', 'name', 'duration', 'artists', 'extraartists', 'sub_tracks', 'type_']),
            ],
            [text(track.duration)],
        ]).node;
        made.classList.add(`depth-${Math.min(depth, 3)}`);
        made.classList.toggle('heading', position === '' && text(track.duration) === '' && depth === 0);
        body.append(made);
        subTracks.forEach((each) => add(each, depth + 1));
    };
    tracks.forEach((track) => add(track, 0));
    return node;
}

function credit(given) {
    const artist = object(given);
    return [`${text(artist.role) || 'with'}: `, artistLink(artist), ...leftOver(artist, ['id', 'name', 'anv', 'join', 'role'])];
}

/** One line a role, with all who have it. */
function credits(all) {
    const roles = new Map();
    for (const given of all) {
        const artist = object(given);
        const role = text(artist.role) || 'With';
        const credit = withNote(artistLink(artist), text(artist.tracks) && `tracks ${text(artist.tracks)}`);
        roles.set(role, [...(roles.get(role) ?? []), el('span', {}, credit, ...leftOver(artist, ['id', 'name', 'anv', 'join', 'role', 'tracks']))]);
    }
    return facts([...roles].map(([role, people]) => [role, separated(people)]));
}

function companies(all) {
    const roles = new Map();
    for (const given of all) {
        const company = object(given);
        const role = text(company.entity_type_name) || 'Company';
        const name = withNote(nameLink('labels', text(company.id), text(company)), text(company.catno));
        const rest = leftOver(company, ['id', 'name', 'catno', 'entity_type', 'entity_type_name', 'resource_url']);
        roles.set(role, [...(roles.get(role) ?? []), el('span', {}, name, ...rest)]);
    }
    return facts([...roles].map(([role, names]) => [role, separated(names)]));
}

function names(type, value) {
    const all = list(value).map((each) => el('li', {}, linked(type, each)));
    return el('ul', {class: 'columns'}, ...all);
}

function identifiers(all) {
    return facts(all.map((given) => {
        const identifier = object(given);
        const value = el('span', {}, text(identifier.value) || text(identifier));
        return [
            text(identifier.type) || 'Identifier',
            el('span', {}, withNote(value, text(identifier.description)), ...leftOver(identifier, ['type', 'value', 'description', 'name'])),
        ];
    }));
}

function videos(all) {
    return el('ul', {class: 'lines'}, ...all.map((given) => {
        const video = object(given);
        const title = text(video.title) || text(video) || text(video.src);
        return el(
            'li', {}, outerLink(text(video.src), title),
            el('span', {class: 'quiet'}, ` ${length(video.duration)}`),
            ...(text(video.description) && text(video.description) !== title
                ? [el('details', {}, el('summary', {}, 'Description'), ...paragraphs(text(video.description)))] : []),
            ...leftOver(video, ['src', 'title', 'name', 'duration', 'description', 'embed']));
    }));
}

/** Newer dumps have no images, older ones their sizes, and only some an address. Pictures of other sites are never loaded. */
function images(all) {
    return el('ul', {class: 'columns'}, ...all.map((given) => {
        const image = object(given);
        const size = `${text(image.width) || '?'} × ${text(image.height) || '?'}`;
        const address = text(image.uri);
        const small = text(image.uri150);
        return el(
            'li', {}, address ? outerLink(address, size) : size, el('span', {class: 'quiet'}, ` ${text(image.type)}`),
            ...(small ? [' ', outerLink(small, 'small')] : []), ...leftOver(image, ['type', 'width', 'height', 'uri', 'uri150']));
    }));
}

function tags(type, value) {
    const all = list(value).map(text).filter(Boolean);
    return all.length === 0
        ? null
        : el('span', {class: 'tags'}, ...all.map((name) => el('a', {class: 'tag', href: recordAddress({type, id: name})}, name)));
}

/** [[title, text or node]] as a list of terms. */
export function facts(rows) {
    return el('dl', {class: 'facts'}, ...rows.map(([title, value]) => el('div', {}, el('dt', {}, title), el('dd', {}, value))));
}

function lines(all) {
    return all.length === 0 ? null : all.length === 1 ? all[0] : el('ul', {class: 'lines'}, ...all.map((each) => el('li', {}, each)));
}

function separated(nodes) {
    return el('span', {}, ...nodes.flatMap((node, i) => (i === 0 ? [node] : [', ', node])));
}

/** A link to an artist or a label, with a note, and whatever else is said of it. */
function linked(type, given, note = '') {
    const entity = object(given);
    const link = withNote(nameLink(type, text(entity.id), text(entity)), note);
    const rest = leftOver(entity, ['id', 'name', ...(text(note) === '' ? [] : ['catno'])]);
    return rest.length === 0 ? link : el('span', {}, link, ...rest);
}

function withNote(node, note) {
    return text(note) === '' ? node : el('span', {}, node, el('span', {class: 'quiet'}, ` ${text(note)}`));
}

function leftOver(value, known) {
    const rest = Object.entries(value).filter(([field]) => !known.includes(field));
    return rest.length === 0 ? [] : [facts(rest.map(([field, each]) => [words(field), plain(each)]))];
}

/** Any value, of whatever form. */
export function plain(value) {
    if (Array.isArray(value)) {
        return el('ul', {class: 'lines'}, ...value.map((each) => el('li', {}, plain(each))));
    }
    if (value !== null && typeof value === 'object') {
        return facts(Object.entries(value).map(([field, each]) => [words(field), plain(each)]));
    }
    return el('span', {}, value === null ? '' : String(value));
}
