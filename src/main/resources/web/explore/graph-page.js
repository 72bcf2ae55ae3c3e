// A graph to unfold: a press on a node shows what is beside it, page by page. The list beside it does the same without a pointer.

import {el, setText, svg} from '../dom.js';
import {count, plural} from '../format.js';
import {format, LONGEST_ADDRESS, parseReference, recordAddress, reference, unfoldingOf} from './address.js';
import {ask, pathOf} from './api.js';
import {missingNotes} from './answers.js';
import {csvFile, downloadButton} from './download.js';
import {GraphCanvas, lineOf} from './graph-canvas.js';
import {graphOf, MOST_NODES, unfoldingKey} from './graph-model.js';
import {kindSymbol} from './links.js';
import {KINDS, nameOf, relationEnds, relationLabel} from './kinds.js';
import {notice, Pane, replaceKeepingFocus} from './pane.js';

const PAGE_SIZE = 15;
const SHOW_EVERY_MS = 600; // what comes in between is shown with it: each time the whole graph is laid out
const NO_PAGES = {items: [], next: null};

export class GraphPage {
    #page;
    #state;
    #pages = new Map(); // what has come, by unfoldingKey: {items, next, pages}
    #entities = new Map(); // what is known of entities, by reference
    #graph = {nodes: new Map(), edges: new Map(), full: false};
    #canvas = null;
    #drawn = Promise.resolve(null); // the canvas, once it is there; null if it cannot be drawn
    #stopped = false;
    #missing = []; // stores that have not answered about where the graph begins
    #toUnfold = null; // a node that was pressed before its connections were known
    #frame = el('div', {class: 'graph-frame'});
    #note = el('div', {class: 'graph-note'});
    #size = el('p', {class: 'quiet', 'data-test': 'graph-size'});
    #chosenBox = el('div', {});
    #listBox = el('div', {});
    #legend = el('ul', {class: 'legend kinds', 'aria-label': 'Shapes'});
    #loading = new Pane(this.#note, 'the neighbours');
    #relations = new Pane(this.#chosenBox, 'the connections');

    constructor(box, state, page) {
        this.#page = page;
        this.heading = el('h1', {tabindex: '-1', class: 'visually-hidden'}, 'Graph');
        const tools = el(
            'div', {class: 'tools graph-tools'},
            toolButton('Fit', 'Show the whole graph', () => this.#canvas?.fit()),
            toolButton('+', 'Zoom in', () => this.#canvas?.zoom(1.25)),
            toolButton('−', 'Zoom out', () => this.#canvas?.zoom(0.8)),
            downloadButton('PNG', 'the graph as a picture', async () => (await this.#drawn)?.png('graph') ?? null),
            downloadButton('CSV', 'nodes and connections', () => this.#csv()),
            this.#size);
        box.append(
            this.heading,
            el(
                'div', {class: 'graph'},
                el('div', {class: 'graph-main panel'}, tools, this.#note, this.#frame, this.#legend),
                el(
                    'div', {class: 'graph-side'},
                    el('section', {class: 'panel', 'aria-label': 'Chosen node', 'data-test': 'chosen'}, this.#chosenBox),
                    el('section', {class: 'panel', 'aria-label': 'Nodes of the graph'}, this.#listBox))));
        this.update(state);
        this.#drawn = this.#draw();
    }

    /** Shows another state of the address: what has come already is not asked again. */
    update(state) {
        this.#state = state;
        if (state.roots.length === 0) {
            this.#note.replaceChildren(notice('info', 'No graph yet', 'Search for something, open its page and choose “Unfold in the graph”.'));
            return true;
        }
        this.#loading.show((signal) => this.#fetch(state, signal), () => this.#show());
        this.#show();
        this.#askChosen();
        return true;
    }

    stop() {
        this.#stopped = true;
        this.#loading.stop();
        this.#relations.stop();
        this.#canvas?.stop();
    }

    async #draw() {
        try {
            const {default: cytoscape} = await import('/web/lib/cytoscape.js');
            if (this.#stopped) {
                return null;
            }
            this.#canvas = new GraphCanvas(cytoscape, (key) => this.#press(key), (action, key) => this.#act(action, key));
            this.#frame.replaceChildren(this.#canvas.node);
            this.#show();
            return this.#canvas;
        } catch (failure) {
            console.error(failure);
            this.#frame.replaceChildren(notice('degraded', 'The picture cannot be drawn', 'The list beside it shows the same graph.'));
            return null;
        }
    }

    async #fetch(state, signal) {
        const missing = new Set();
        for (const root of state.roots) {
            (await this.#name(root, signal)).forEach((store) => missing.add(store));
        }
        this.#missing = [...missing];
        let shown = performance.now();
        let failed = null;
        for (const unfolding of state.unfolded) {
            try {
                await this.#fetchPages(unfolding, signal);
            } catch (failure) {
                if (signal.aborted) {
                    throw failure;
                }
                failed ??= failure; // what else is unfolded is shown
            }
            if (performance.now() - shown > SHOW_EVERY_MS) {
                shown = performance.now();
                this.#show();
            }
        }
        if (failed !== null) {
            this.#show();
            throw failed;
        }
        return {missing: this.#missing};
    }

    async #fetchPages(unfolding, signal) {
        const key = unfoldingKey(unfolding);
        let known = this.#pages.get(key);
        while (known === undefined || (known.pages < unfolding.pages && known.next)) {
            const answer = await ask(
                pathOf(unfolding, '/neighbours'),
                {relation: unfolding.relation, direction: unfolding.direction, limit: PAGE_SIZE, cursor: known?.next},
                signal);
            const last = known ?? {...NO_PAGES, lengths: [], pages: 0};
            const items = [...last.items, ...answer.items];
            known = {items, next: answer.next ?? null, lengths: [...last.lengths, items.length], pages: last.pages + 1};
            this.#pages.set(key, known);
            answer.items.forEach(({type, id, name, year}) => {
                const of = reference({type, id});
                this.#entities.set(of, {...this.#entities.get(of), type, id, name, year});
            });
        }
    }

    /** Asks for the name and connections of a root, if they are not known. Returns the stores that have not answered. */
    async #name(root, signal) {
        const known = this.#entities.get(reference(root));
        if (known?.name !== undefined && known.edges !== undefined) {
            return [];
        }
        const record = await ask(pathOf(root), {}, signal);
        this.#know(root, record);
        return record.missing ?? [];
    }

    /** As many of the pages that have come as the address says. */
    #pagesOf(unfolding) {
        const known = this.#pages.get(unfoldingKey(unfolding));
        if (known === undefined) {
            return NO_PAGES;
        }
        const all = known.pages <= unfolding.pages;
        return all ? known : {items: known.items.slice(0, known.lengths[unfolding.pages - 1]), next: 'more'};
    }

    #show() {
        if (this.#state.roots.length === 0) {
            return [];
        }
        this.#graph = graphOf(this.#state, (each) => this.#pagesOf(each), (each) => this.#entities.get(reference(each)));
        const {nodes, edges, full} = this.#graph;
        this.#canvas?.show(this.#graph, this.#state.chosen ?? null);
        setText(this.#size, `${plural(nodes.size, 'node')}, ${plural(edges.size, 'connection')}${full ? `: no more than ${MOST_NODES} are shown` : ''}`);
        const root = nodes.get(reference(this.#state.roots[0]));
        this.#page.title(`Graph of ${nameOf(root)}`);
        const present = new Set([...nodes.values()].map(({type}) => type));
        this.#legend.replaceChildren(...Object.entries(KINDS)
            .filter(([type]) => present.has(type))
            .map(([type, {one}]) => el('li', {}, kindSymbol(type), one)), ...lineLegend(edges));
        this.#showList(nodes);
        this.#showChosen();
        const tooMany = full ? [notice('degraded', `More than ${MOST_NODES} nodes`, 'Fold something to see what is missing.')] : [];
        return [...missingNotes({missing: this.#missing}), ...tooMany];
    }

    #showList(nodes) {
        const groups = Object.entries(KINDS)
            .map(([type, {many}]) => ({type, many, all: [...nodes.values()].filter((node) => node.type === type)}))
            .filter(({all}) => all.length > 0);
        const open = new Set([...this.#listBox.querySelectorAll('details[open]')].map((each) => each.dataset.type));
        replaceKeepingFocus(this.#listBox, [el('h2', {}, 'In this graph'), ...groups.map(({type, many, all}) => el(
            'details', {'data-type': type, open: open.has(type)}, el('summary', {}, `${count(all.length)} ${all.length === 1 ? KINDS[type].one : many}`),
            el('ul', {class: 'node-list'}, ...all.map((node) => {
                const button = el('button', {type: 'button', class: 'node-button', 'aria-pressed': String(node.key === this.#state.chosen), 'data-test': `node-${node.key}`, 'data-focus': node.key}, kindSymbol(type), nameOf(node));
                button.addEventListener('click', () => this.#choose(node.key));
                return el('li', {}, button);
            }))))]);
    }

    /** Asks what the chosen node is connected with, if that is not known yet. */
    #askChosen() {
        const chosen = parseReference(this.#state.chosen);
        this.#relations.stop();
        if (chosen === null) {
            this.#chosenBox.replaceChildren(el('h2', {}, 'No node chosen'), el('p', {class: 'quiet'}, 'Choose one in the graph or in the list below.'));
            return;
        }
        const key = reference(chosen);
        this.#relations.show(
            async (signal) => {
                if (this.#entities.get(key)?.edges === undefined) {
                    this.#know(chosen, await ask(pathOf(chosen), {}, signal));
                }
                return chosen;
            },
            () => {
                if (this.#toUnfold === key) {
                    queueMicrotask(() => this.#unfoldAll(key));
                }
                return this.#chosenNodes(chosen);
            });
    }

    #know(entity, record) {
        const key = reference(entity);
        const known = this.#entities.get(key);
        this.#entities.set(key, {...entity, ...known, name: record.name ?? known?.name, edges: record.edges ?? known?.edges});
    }

    #showChosen() {
        const chosen = parseReference(this.#state.chosen);
        if (chosen !== null && this.#entities.get(reference(chosen))?.edges !== undefined) {
            replaceKeepingFocus(this.#chosenBox, this.#chosenNodes(chosen));
        }
    }

    /** The chosen node: how much is shown of what it is connected with, and what can be done. */
    #chosenNodes(chosen) {
        const entity = this.#entities.get(reference(chosen));
        const rows = (entity.edges ?? []).map((edge) => this.#relationRow(chosen, edge));
        const nothing = el('p', {class: 'quiet'}, entity.edges === undefined ? 'Its connections are unknown: Neo4j does not answer.' : 'Connected with nothing.');
        return [
            el('h2', {class: 'chosen-name'}, kindSymbol(chosen.type), ' ', el('a', {href: recordAddress(chosen)}, nameOf({...chosen, name: entity.name}))),
            el('p', {class: 'quiet'}, `${KINDS[chosen.type].one}${entity.year ? `, ${entity.year}` : ''}`),
            rows.length === 0 ? nothing : el('ul', {class: 'relations'}, ...rows),
            el('p', {class: 'actions'}, el('a', {href: format({view: 'path', from: chosen, to: null, depth: 6})}, 'Path from here')),
        ];
    }

    #relationRow(chosen, edge) {
        const unfolding = unfoldingOf(chosen, edge);
        const words = relationEnds(edge.relation, edge.direction);
        const key = unfoldingKey(unfolding);
        const shown = this.#state.unfolded.find((each) => unfoldingKey(each) === key);
        const {items, next} = shown === undefined ? NO_PAGES : this.#pagesOf(shown);
        const name = `${edge.relation}-${edge.direction}`;
        const button = (text, test, action) => {
            const made = el('button', {type: 'button', 'aria-label': `${text}: ${words}`, 'data-test': `${test}-${name}`, 'data-focus': name}, text);
            made.addEventListener('click', action);
            return made;
        };
        const buttons = shown === undefined
            ? [button('Unfold', 'unfold', () => this.#unfold([unfolding]))]
            : [...(next ? [button('More', 'more', () => this.#unfold([unfolding]))] : []), button('Fold', 'fold', () => this.#fold([key]))];
        const figure = shown === undefined || items.length >= edge.count ? count(edge.count) : `${count(items.length)} of ${count(edge.count)}`;
        return el('li', {}, el('span', {class: 'relation-name'}, words), el('span', {class: 'figure quiet'}, figure), el('span', {class: 'relation-buttons'}, ...buttons));
    }

    #unfoldedOf(key) {
        return this.#state.unfolded.filter((each) => reference(each) === key);
    }

    /** A press chooses a node, and unfolds it if it is not yet. */
    #press(key) {
        if (this.#unfoldedOf(key).length > 0) {
            this.#choose(key);
        } else {
            this.#unfoldAll(key);
        }
    }

    /** The first page of everything that it is connected with. */
    #unfoldAll(key) {
        const entity = this.#entities.get(key);
        this.#toUnfold = null;
        if (entity?.edges === undefined) {
            this.#toUnfold = key;
            this.#choose(key);
        } else {
            this.#unfold(entity.edges.map((edge) => unfoldingOf(entity, edge)));
        }
    }

    #act(action, key) {
        const own = this.#unfoldedOf(key);
        if (action === 'choose') {
            this.#choose(key);
        } else if (action === 'fold') {
            this.#fold(own.map(unfoldingKey));
        } else if (own.length === 0) {
            this.#unfoldAll(key);
        } else {
            this.#unfold(own.filter((each) => this.#pagesOf(each).next));
        }
    }

    #choose(key) {
        const node = this.#graph.nodes.get(key);
        this.#page.announce(node === undefined ? '' : `${nameOf(node)}, ${KINDS[node.type].one}`);
        this.#page.replace({...this.#state, chosen: key});
    }

    /** One page more of each. */
    #unfold(unfoldings) {
        if (unfoldings.length === 0) {
            return;
        }
        const unfolded = new Map(this.#state.unfolded.map((each) => [unfoldingKey(each), each]));
        for (const each of unfoldings) {
            const key = unfoldingKey(each);
            const there = unfolded.get(key);
            unfolded.set(key, there === undefined ? {...each, pages: 1} : {...there, pages: there.pages + 1});
        }
        const state = {...this.#state, unfolded: [...unfolded.values()], chosen: reference(unfoldings[0])};
        if (format(state).length > LONGEST_ADDRESS) {
            this.#note.replaceChildren(notice('degraded', 'Too much is unfolded', 'The address of the page can hold no more of it. Fold something, or begin a graph of its own.'));
            return;
        }
        this.#page.go(state, {keep: true});
    }

    #fold(keys) {
        if (keys.length > 0) {
            this.#page.go({...this.#state, unfolded: this.#state.unfolded.filter((each) => !keys.includes(unfoldingKey(each)))}, {keep: true});
        }
    }

    #csv() {
        const {nodes, edges} = this.#graph;
        return csvFile('graph', [
            ['from_type', 'from_id', 'from_name', 'relation', 'to_type', 'to_id', 'to_name'],
            ...[...edges.values()].map(({start, relation, end}) => [
                ...entityCells(nodes.get(start)), relation, ...entityCells(nodes.get(end)),
            ]),
        ]);
    }
}

const entityCells = (node) => [node.type, node.id, node.name ?? ''];

const HEADS = {triangle: 'M21 1l8 4-8 4z', circle: 'M21 5a4 4 0 1 0 8 0a4 4 0 1 0-8 0z', diamond: 'M20 5l5-4 5 4-5 4z'};

/** The form of the line of each relation in the graph. */
function lineLegend(edges) {
    return [...new Set([...edges.values()].map(({relation}) => relation))].map((relation) => {
        const {line, head} = lineOf(relation);
        return el(
            'li', {},
            svg('svg', {class: `line-sample ${line}`, width: 31, height: 10, 'aria-hidden': 'true'},
                svg('path', {class: 'line', d: 'M0 5h21'}), svg('path', {class: 'head', d: HEADS[head]})),
            relationLabel(relation));
    });
}

function toolButton(text, name, action) {
    const button = el('button', {type: 'button', 'aria-label': name, title: name}, text);
    button.addEventListener('click', action);
    return button;
}

