// The page of one record: what it says, what it is connected with, and what can be asked of it.

import {el, setAttribute, setHidden, setText} from '../dom.js';
import {count, dumpDate} from '../format.js';
import {format, graphState} from './address.js';
import {ask, pathOf} from './api.js';
import {missingNotes, storeName} from './answers.js';
import {discogsLink, kindSymbol} from './links.js';
import {KINDS, nameOf, RECORD_TYPES, relationEnds} from './kinds.js';
import {notice, Pane} from './pane.js';
import {recordParts} from './record-parts.js';
import {collaborators, profile, similar, timeline} from './record-questions.js';

const PEOPLE = ['artists', 'labels'];

export class RecordPage {
    #panes = [];

    constructor(box, state, page) {
        const kind = KINDS[state.type];
        const graph = el('a', {class: 'button', href: format(graphState(state)), 'data-test': 'open-graph'}, 'Unfold in the graph');
        const heading = el('h1', {tabindex: '-1', 'data-test': 'record-name'}, ' ');
        const path = el('a', {class: 'button', href: format({view: 'path', from: state, to: null, depth: 6})}, 'Find a path from here');
        const json = el('a', {href: pathOf(state)}, 'JSON');
        const what = el('p', {class: 'record-kind quiet'}, kindSymbol(state.type), ` ${kind.one} ${RECORD_TYPES.includes(state.type) ? state.id : ''}`);
        const main = el('div', {class: 'record-main', 'data-test': 'record'});
        const versions = el('div', {class: 'versions'});
        const edges = el('div', {});
        const inGraph = section('In the graph', edges);
        const aside = el('div', {class: 'record-aside'}, inGraph);
        setHidden(inGraph, true);
        box.append(
            el(
                'header', {class: 'record-head'}, what, heading,
                el('p', {class: 'actions'}, graph, path, ...[discogsLink(state)].filter(Boolean), json),
                versions),
            el('div', {class: 'record'}, main, aside));
        setText(heading, nameOf({type: state.type, id: state.id, name: RECORD_TYPES.includes(state.type) ? undefined : state.id}));
        this.heading = heading;

        const answered = this.#pane(main, 'the record').show(
            (signal) => ask(pathOf(state), {}, signal).catch((failure) => {
                if (failure.status === 404 && !failure.absent) {
                    this.#unknown(aside, graph, path, json);
                }
                throw failure;
            }),
            (record) => {
                setText(heading, nameOf({...state, name: record.name}));
                page.title(nameOf({...state, name: record.name}));
                versions.replaceChildren(...versionNodes(record));
                edges.replaceChildren(edgeList(state, record));
                setHidden(inGraph, false);
                setAttribute(graph, 'href', format(graphState(state, record.edges)));
                return recordNodes(state.type, record);
            });
        const named = async () => { // whoever saves a chart gets its name, though the chart may have come first
            await answered;
            return heading.textContent;
        };
        if (state.type !== 'releases') { // its one year is in the record
            this.#ask(aside, 'Releases a year', 'the timeline', pathOf(state, '/timeline'), {}, (answer) => timeline(answer, named));
        }
        if (PEOPLE.includes(state.type)) {
            this.#ask(aside, 'Profile in numbers', 'the profile', pathOf(state, '/profile'), {}, profile);
            if (state.type === 'artists') {
                this.#ask(aside, 'On the same releases', 'the collaborators', pathOf(state, '/collaborators'), {limit: 10}, (answer) => collaborators(answer, state));
            }
            this.#ask(aside, 'Similar', 'what is similar', pathOf(state, '/similar'), {limit: 10}, similar);
        }
    }

    stop() {
        this.#panes.forEach((pane) => pane.stop());
    }

    /** What nobody knows has no years, no companions and no connections either. */
    #unknown(...parts) {
        this.#panes.slice(1).forEach((pane) => pane.stop());
        parts.forEach((part) => part.remove());
    }

    #ask(aside, title, what, path, parameters, render) {
        const box = el('div', {});
        const part = section(title, box);
        aside.append(part);
        this.#pane(box, what).show((signal) => ask(path, parameters, signal).catch((failure) => {
            setHidden(part, failure.absent === true);
            throw failure;
        }), render);
    }

    #pane(box, what) {
        const pane = new Pane(box, what);
        this.#panes.push(pane);
        return pane;
    }
}

function section(title, content) {
    return el('section', {class: 'panel', 'aria-label': title}, el('h2', {}, title), content);
}

function recordNodes(type, record) {
    if (record.record === undefined) {
        if ((record.missing ?? []).includes('postgresql')) {
            return missingNotes(record);
        }
        return RECORD_TYPES.includes(type) ? [notice('info', 'Only referred to', 'Other records name it; its own record is in no store.')] : [];
    }
    const parts = recordParts(type, record.record);
    return [...missingNotes(record), ...parts.map((part) => section(part.title, el('div', {}, ...part.nodes)))];
}

function versionNodes(record) {
    const known = Object.entries(record.versions).filter(([, version]) => version);
    const words = known.map(([store, version]) => `${storeName(store)} ${dumpDate(version)}`).join(' · ');
    if (record.agree === false) {
        return [notice('degraded', 'The stores do not agree', `${words}. A load that is running, or was not complete, explains it.`)];
    }
    return words === '' ? [] : [el('p', {class: 'quiet'}, `${words}${record.agree ? ': the same record in both stores' : ''}`)];
}

function edgeList(state, record) {
    if (record.edges === undefined) {
        return el('p', {class: 'quiet'}, 'Unknown: Neo4j does not answer.');
    }
    if (record.edges.length === 0) {
        return el('p', {class: 'quiet'}, 'Connected with nothing.');
    }
    return el('ul', {class: 'edges'}, ...record.edges.map((edge) => {
        return el(
            'li', {}, el('a', {href: format(graphState(state, [edge])), 'data-test': `edges-${edge.relation}-${edge.direction}`}, relationEnds(edge.relation, edge.direction)),
            el('span', {class: 'figure'}, count(edge.count)));
    }));
}

