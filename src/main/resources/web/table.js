// Tables that become cards on a phone. Roles are explicit, because browsers drop them when CSS changes display.

import {el} from './dom.js';

/** columns: [{title, className}]; answers {node, body}. */
export function table(caption, columns) {
    const body = el('tbody', {role: 'rowgroup'});
    const heads = columns.map(({title, className}) =>
        el('th', {role: 'columnheader', scope: 'col', class: className}, title));
    const node = el(
        'table',
        {role: 'table'},
        el('caption', {class: 'visually-hidden'}, caption),
        el('thead', {role: 'rowgroup'}, el('tr', {role: 'row'}, ...heads)),
        body);
    return {node, body};
}

/** A row of cells: the first names it. Answers {node, cells}; data-label is the column's title, for the cards. */
export function row(columns, contents) {
    const cells = columns.map(({title, className}, i) =>
        el(
            i === 0 ? 'th' : 'td',
            i === 0
                ? {role: 'rowheader', scope: 'row', class: className}
                : {role: 'cell', class: className, 'data-label': title},
            ...(contents?.[i] ?? [])));
    return {node: el('tr', {role: 'row'}, ...cells), cells};
}
