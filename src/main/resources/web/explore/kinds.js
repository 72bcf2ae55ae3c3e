// The kinds of what the stores hold, and the words for what connects them.

/** Each kind has a shape of its own, in the graph (shape) and in the page (a symbol in explore.html). */
export const KINDS = {
    artists: {one: 'artist', many: 'artists', shape: 'ellipse', width: 30, height: 30},
    labels: {one: 'label', many: 'labels', shape: 'round-tag', width: 36, height: 26},
    masters: {one: 'master', many: 'masters', shape: 'diamond', width: 36, height: 36},
    releases: {one: 'release', many: 'releases', shape: 'rectangle', width: 26, height: 26},
    genres: {one: 'genre', many: 'genres', shape: 'hexagon', width: 36, height: 32},
    styles: {one: 'style', many: 'styles', shape: 'triangle', width: 34, height: 30},
};

/** The kinds that have records of their own, with pages on discogs.com. */
export const RECORD_TYPES = ['artists', 'labels', 'masters', 'releases'];

// What stands at the other end: [against the arrow, along it], for a node of this kind or of any.
const RELATIONS = {
    BY: {label: 'by', any: ['releases and masters', 'artists']},
    ON: {label: 'on', any: ['releases', 'labels']},
    DERIVED_FROM: {label: 'version of', any: ['versions', 'master']},
    IS: {label: 'is', any: ['releases and masters', 'genres and styles']},
    PART_OF: {label: 'part of', any: ['styles', 'genres']},
    MEMBER_OF: {label: 'member of', any: ['members', 'groups']},
    ALIAS_OF: {label: 'alias of', any: ['aliases', 'alias of']},
    SUBLABEL_OF: {label: 'sublabel of', any: ['sublabels', 'parent label']},
};

/** "by" of BY, on an edge from its start to its end. */
export const relationLabel = (relation) => RELATIONS[relation]?.label ?? words(relation);

/** "members" of MEMBER_OF against its arrow: what a node has at the other end. */
export function relationEnds(relation, direction) {
    return RELATIONS[relation]?.any[direction === 'out' ? 1 : 0] ?? `${words(relation)} (${direction})`;
}

/** "data quality" of data_quality. */
export const words = (name) => String(name).replaceAll('_', ' ').toLowerCase();

/** What an entity is called on the page: stubs may have no name yet, and some names are a space. */
export function nameOf(entity) {
    const name = entity.name ?? entity.title;
    return name?.trim() ? name : `${KINDS[entity.type]?.one ?? entity.type} ${entity.id}`;
}

/** Kind, year and what else is known of it, in one line. */
export const aboutOf = (entity) =>
    [KINDS[entity.type]?.one ?? entity.type, entity.year, entity.detail].filter((part) => String(part ?? '').trim()).join(' · ');
