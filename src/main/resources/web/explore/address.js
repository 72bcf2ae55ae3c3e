// The address of the page is its whole state. Texts of the state: a reference is "artists/1", the id of a genre is its name.

import {KINDS} from './kinds.js';

export const PAGE = '/explore';
/** A server need not read longer ones. */
export const LONGEST_ADDRESS = 3_800;
/** In steps: what /openapi.yaml allows. */
export const LONGEST_PATH = 6;
const FILTERS = ['type', 'genre', 'style', 'decade', 'country'];

export const reference = (entity) => `${entity.type}/${entity.id}`;

/** {type, id} of "artists/1", or null. */
export function parseReference(text) {
    const slash = (text ?? '').indexOf('/');
    const type = (text ?? '').slice(0, Math.max(0, slash));
    const id = (text ?? '').slice(slash + 1);
    return Object.hasOwn(KINDS, type) && id !== '' ? {type, id} : null;
}

/** The state of an address' query. What is not understood is left out. */
export function parse(query) {
    const given = new URLSearchParams(query);
    const record = parseReference(given.get('record'));
    if (record !== null) {
        return {view: 'record', ...record};
    }
    if (given.has('graph')) {
        return {
            view: 'graph',
            roots: given.getAll('graph').map(parseReference).filter((each) => each !== null),
            unfolded: given.getAll('unfold').flatMap(parseUnfolded),
            chosen: given.get('chosen'),
        };
    }
    if (given.has('from') || given.has('to')) {
        return {
            view: 'path',
            from: parseReference(given.get('from')),
            to: parseReference(given.get('to')),
            depth: Math.min(number(given.get('depth'), LONGEST_PATH), LONGEST_PATH),
            through: given.get('through'),
        };
    }
    if (given.has('genres')) {
        return {view: 'genres', open: given.getAll('genres').filter((name) => name !== '')};
    }
    const filters = Object.fromEntries(FILTERS.map((name) => [name, given.get(name) || null]));
    return {view: 'search', q: given.get('q') ?? '', ...filters, pages: number(given.get('pages'), 1)};
}

/** The address of a state: the same state has always the same address. */
export function format(state) {
    const query = [];
    const add = (name, value) => query.push(`${name}=${readable(value)}`);
    switch (state.view) {
        case 'record':
            add('record', reference(state));
            break;
        case 'graph':
            state.roots.forEach((root) => add('graph', reference(root)));
            formatUnfolded(state.unfolded).forEach((each) => add('unfold', each));
            if (state.chosen) {
                add('chosen', state.chosen);
            }
            break;
        case 'path':
            add('from', state.from ? reference(state.from) : '');
            add('to', state.to ? reference(state.to) : '');
            if (state.depth && state.depth !== LONGEST_PATH) {
                add('depth', state.depth);
            }
            if (state.through) {
                add('through', state.through);
            }
            break;
        case 'genres':
            (state.open?.length ? state.open : ['']).forEach((name) => add('genres', name));
            break;
        default:
            ['q', ...FILTERS].filter((name) => state[name]).forEach((name) => add(name, state[name]));
            if (state.pages > 1) {
                add('pages', state.pages);
            }
    }
    return query.length === 0 ? PAGE : `${PAGE}?${query.join('&')}`;
}

/** Addresses of the commonest states. */
export const recordAddress = (entity) => format({view: 'record', type: entity.type, id: entity.id});
export const searchAddress = (search) => format({view: 'search', ...search});
/** The graph of an entity with the first page of each of these edges: {relation, direction}. */
export const graphState = (entity, edges = []) => ({
    view: 'graph',
    roots: [{type: entity.type, id: entity.id}],
    unfolded: edges.map((edge) => unfoldingOf(entity, edge)),
    chosen: reference(entity),
});

/** The first page of what is beside an entity by one relation, in one direction. */
export const unfoldingOf = ({type, id}, {relation, direction}) => ({type, id, relation, direction, pages: 1});

// "artists/1~BY.in.2~ALIAS_OF.out": of the artist 1, two pages of BY against its arrow and one of ALIAS_OF along it.
function parseUnfolded(text) {
    const [, of, relations] = /^(.+?)((?:~[A-Z_]+\.(?:in|out)(?:\.\d{1,2})?)+)$/.exec(text) ?? [];
    const entity = parseReference(of);
    return entity === null
        ? []
        : relations.slice(1).split('~').map((each) => {
            const [relation, direction, pages] = each.split('.');
            return {...entity, relation, direction, pages: number(pages, 1)};
        });
}

function formatUnfolded(unfolded) {
    const byEntity = new Map();
    for (const each of unfolded) {
        const relation = `~${each.relation}.${each.direction}${each.pages > 1 ? `.${each.pages}` : ''}`;
        byEntity.set(reference(each), (byEntity.get(reference(each)) ?? '') + relation);
    }
    return [...byEntity].map(([of, relations]) => of + relations);
}

function number(text, otherwise) {
    return /^[1-9]\d?$/.test(text ?? '') ? Number(text) : otherwise;
}

/** Encodes what would end or change a query, and no more: people read and share addresses. */
const readable = (value) =>
    encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%2C', ',').replaceAll('%20', '+').replaceAll('%3A', ':');
