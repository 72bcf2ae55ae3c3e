// What each store holds of the newest dump: whether it is complete, and what has changed.

import {el, KeyedList, setAttribute, setFigure, setHidden, setText} from './dom.js';
import {dumpDate, duration, known, UNKNOWN} from './format.js';
import {row, table} from './table.js';

const COLUMNS = [
    {title: 'Load', className: 'name'},
    {title: 'State', className: ''},
    {title: 'Records', className: 'number'},
    {title: 'Added', className: 'number'},
    {title: 'Changed', className: 'number'},
    {title: 'Unchanged', className: 'number'},
    {title: 'Removed', className: 'number'},
    {title: 'Rejected', className: 'number'},
    {title: 'Dead letters', className: 'number'},
    {title: 'Took', className: 'number'},
];

const FIGURES = ['records', 'added', 'changed', 'unchanged', 'removed', 'rejected', 'dead_letters'];
const LEVELS = {complete: 'well', accepted: 'well', incomplete: 'degraded'};
const STORES = {graphinator: 'Neo4j', tableinator: 'PostgreSQL'};

export class Loads {
    #none = el('p', {class: 'quiet'}, 'No loads: no dump has been read yet, or no store answers.');
    #box = el('div', {});
    #list;

    constructor(box) {
        const {node, body} = table('The newest load of each type and store', COLUMNS);
        this.#list = new KeyedList(body, (load) => `${load.service} ${load.type}`, create);
        this.#box.append(
            node,
            el('p', {class: 'quiet'}, 'The newest of each type. ', el('a', {href: '/api/loads?limit=1000'}, 'All loads as JSON')));
        box.append(this.#none, this.#box);
        this.update({});
    }

    update(state) {
        const loads = state.loads ?? [];
        setHidden(this.#none, loads.length > 0);
        setHidden(this.#box, loads.length === 0);
        this.#list.update(loads);
    }
}

function create(load) {
    const {node, cells} = row(COLUMNS);
    const [name, stateCell, ...figures] = cells;
    const took = figures.pop();
    const version = el('span', {class: 'quiet'});
    const state = el('span', {class: 'state', 'data-test': `load-${load.service}-${load.type}`});
    name.append(`${load.type} in ${STORES[load.service] ?? load.service}`, el('br'), version);
    stateCell.append(state);
    return {
        node,
        update(now) {
            setAttribute(node, 'data-level', LEVELS[now.state] ?? null);
            setText(version, dumpDate(now.version));
            setText(state, now.state ?? UNKNOWN);
            FIGURES.forEach((figure, i) => show(figures[i], now[figure]));
            figures[FIGURES.indexOf('rejected')].classList.toggle('some', now.rejected > 0);
            figures[FIGURES.indexOf('dead_letters')].classList.toggle('some', now.dead_letters > 0);
            show(took, seconds(now), duration);
        },
    };
}

/** A store keeps not all of it, and learns some of it late: then it says nothing. */
function show(node, value, format) {
    setFigure(node, value, format);
    if (!known(value)) {
        setText(node, '—');
    }
}

function seconds(load) {
    return (Date.parse(load.completed_at) - Date.parse(load.started_at)) / 1000;
}
