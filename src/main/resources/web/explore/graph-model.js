// What a graph shows: a function of its roots, of what is unfolded, and of the pages that have come. Does not touch the page.

import {reference} from './address.js';

export const MOST_NODES = 600;

/** The name of what is unfolded of an entity, without the number of pages. */
export const unfoldingKey = (each) => `${each.direction}.${each.relation}.${reference(each)}`;

/**
 * {nodes, edges, full}: nodes by reference, edges by their ends and relation. pagesOf(unfolding): lists of neighbours, each with
 * relation and direction as seen from the entity that is unfolded; nameOf(entity): what is known of it, or undefined.
 */
export function graphOf({roots, unfolded}, pagesOf, entityOf) {
    const nodes = new Map();
    const edges = new Map();
    let full = false;
    const add = (entity, parent) => {
        const key = reference(entity);
        const known = nodes.get(key);
        if (known === undefined && nodes.size >= MOST_NODES) {
            full = true;
            return false;
        }
        if (known === undefined) {
            nodes.set(key, {key, type: entity.type, id: entity.id, name: entity.name, year: entity.year, parent, more: false, unfolded: false});
        } else {
            known.name ??= entity.name;
            known.year ??= entity.year;
        }
        return true;
    };
    roots.forEach((root) => add({...entityOf(root), ...root}, null));
    for (const unfolding of unfolded) {
        const from = reference(unfolding);
        if (!nodes.has(from)) {
            continue; // it was unfolded from something that is folded now
        }
        const {items, next} = pagesOf(unfolding);
        nodes.get(from).unfolded = true;
        nodes.get(from).more ||= Boolean(next);
        for (const item of items) {
            if (add(item, from)) {
                const [start, end] = item.direction === 'in' ? [reference(item), from] : [from, reference(item)];
                edges.set(`${start} ${item.relation} ${end}`, {start, end, relation: item.relation});
            }
        }
    }
    return {nodes, edges, full};
}

/** A path's nodes and edges in the same form. path: {nodes: [entity], edges: [{from, to, relation}]} with references. */
export function graphOfPaths(paths) {
    const nodes = new Map();
    const edges = new Map();
    for (const path of paths) {
        path.nodes.forEach((entity, i) => {
            const key = reference(entity);
            if (!nodes.has(key) && nodes.size < MOST_NODES) {
                const parent = i === 0 ? null : reference(path.nodes[i - 1]);
                nodes.set(key, {key, type: entity.type, id: entity.id, name: entity.name, year: entity.year, parent, more: false, unfolded: false, column: i});
            }
        });
        path.edges
            .filter(({from, to}) => nodes.has(from) && nodes.has(to))
            .forEach(({from, to, relation}) => edges.set(`${from} ${relation} ${to}`, {start: from, end: to, relation}));
    }
    return {nodes, edges, full: false};
}
