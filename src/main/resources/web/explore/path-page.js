// How two are connected: the shortest ways between them, as sentences and as a graph.

import {el} from '../dom.js';
import {plural} from '../format.js';
import {LONGEST_PATH, recordAddress, reference} from './address.js';
import {missingNotes} from './answers.js';
import {ask, pathOf} from './api.js';
import {csvFile, downloadButton} from './download.js';
import {GraphCanvas} from './graph-canvas.js';
import {graphOfPaths} from './graph-model.js';
import {entityLink, kindSymbol} from './links.js';
import {KINDS, nameOf, relationLabel} from './kinds.js';
import {notice, Pane} from './pane.js';
import {SearchBox} from './search-box.js';

const DEPTHS = Array.from({length: LONGEST_PATH}, (ignored, i) => i + 1);
const HUBS = 'genres,styles,hubs';

export class PathPage {
    #page;
    #state;
    #result = el('div', {class: 'paths', 'data-test': 'paths'});
    #pane = new Pane(this.#result, 'the path');
    #asking = new AbortController();
    #canvas = null;
    #stopped = false;

    constructor(box, state, page) {
        this.#page = page;
        this.#state = state;
        this.heading = el('h1', {tabindex: '-1'}, 'The path between two');
        const depth = el('select', {'data-test': 'depth'}, ...DEPTHS.map((n) => el('option', {value: n, selected: n === state.depth}, plural(n, 'step'))));
        depth.addEventListener('change', () => this.#go({depth: Number(depth.value)}));
        const through = el('input', {type: 'checkbox', checked: Boolean(state.through), 'data-test': 'through'});
        through.addEventListener('change', () => this.#go({through: through.checked ? HUBS : null}));
        box.append(
            this.heading,
            el(
                'div', {class: 'panel path-form'},
                this.#end('From', 'from'), this.#end('To', 'to'),
                el('label', {class: 'field'}, el('span', {}, 'At most'), depth),
                el('label', {class: 'tick'}, through, 'also through hubs (genres, styles, “Various”)')),
            this.#result);
        this.#ask();
    }

    /** Only another depth, or other hubs: the ends stay as they are. */
    update(state) {
        const ends = ({from, to}) => `${from && reference(from)} ${to && reference(to)}`;
        if (ends(state) !== ends(this.#state)) {
            return false;
        }
        this.#state = state;
        this.#ask();
        return true;
    }

    stop() {
        this.#stopped = true;
        this.#pane.stop();
        this.#asking.abort();
        this.#canvas?.stop();
    }

    #end(title, name) {
        const chosen = this.#state[name];
        const box = el('div', {class: 'field path-end'}, el('span', {class: 'field-name'}, title));
        const search = new SearchBox({
            label: `${title}: an artist, a label, a release`, placeholder: 'Type a name', test: `path-${name}`,
            onPick: (entity) => this.#go({[name]: {type: entity.type, id: entity.id}}),
        });
        if (chosen === null) {
            box.append(search.node);
            return box;
        }
        const link = el('span', {class: 'path-chosen', 'data-test': `path-${name}-chosen`}, entityLink(chosen));
        const change = el('button', {type: 'button', 'aria-label': `${title}: choose another`}, 'Change');
        change.addEventListener('click', () => {
            box.replaceChildren(el('span', {class: 'field-name'}, title), search.node);
            search.focus();
        });
        ask(pathOf(chosen), {}, this.#asking.signal)
            .then((answer) => link.replaceChildren(entityLink({...chosen, name: answer.name})))
            .catch(() => {}); // the path itself says what is the matter
        box.append(el('div', {class: 'path-line'}, link, change));
        return box;
    }

    #go(change) {
        this.#page.go({...this.#state, ...change}, {keep: true});
    }

    #ask() {
        const {from, to, depth, through} = this.#state;
        if (from === null || to === null) {
            this.#result.replaceChildren(el('p', {class: 'quiet'}, from === null && to === null
                ? 'Choose where the path begins and ends.' : 'Choose the other end.'));
            return;
        }
        this.#pane.show(
            (signal) => ask('/api/paths', {from: reference(from), to: reference(to), depth, through}, signal),
            (answer) => [...missingNotes(answer), ...this.#render(answer)]);
    }

    #render({items: paths, at_least: more}) {
        if (paths.length === 0) {
            this.#page.announce('No path found');
            const node = notice('info', 'No path found', `Within ${plural(this.#state.depth, 'step')}${this.#state.through ? '' : ', without hubs'} nothing connects them.`);
            node.dataset.test = 'no-path';
            return [node];
        }
        const steps = paths[0].edges.length;
        const found = `${more ? 'At least ' : ''}${plural(paths.length, 'path')} of ${plural(steps, 'step')}`;
        this.#page.announce(found);
        const frame = el('div', {class: 'graph-frame small'});
        const drawn = this.#draw(frame, graphOfPaths(paths));
        return [
            el('h2', {class: 'paths-title'}, found),
            el('ol', {class: 'path-list'}, ...paths.map((path) => el('li', {class: 'panel path'}, pathLine(path)))),
            el('div', {class: 'panel'}, frame),
            el('div', {class: 'tools'}, downloadButton('CSV', 'the paths', () => csvFile('paths', [
                ['path', 'step', 'type', 'id', 'name', 'relation_to_next'],
                ...paths.flatMap((path, i) => path.nodes.map((node, step) => [i + 1, step, node.type, node.id, node.name ?? '', path.edges[step]?.relation ?? ''])),
            ])), downloadButton('PNG', 'the picture', async () => (await drawn)?.png('path') ?? null)),
        ];
    }

    /** The canvas, once it is there; null if it cannot be drawn. */
    async #draw(frame, graph) {
        try {
            const {default: cytoscape} = await import('/web/lib/cytoscape.js');
            if (this.#stopped) {
                return null;
            }
            this.#canvas?.stop();
            const open = (key) => this.#page.open(recordAddress(graph.nodes.get(key)));
            this.#canvas = new GraphCanvas(cytoscape, open, (action, key) => (action === 'choose' ? this.#canvas.choose(key) : action === 'unfold' && open(key)));
            frame.replaceChildren(this.#canvas.node);
            this.#canvas.show(graph, null, {columns: true});
            return this.#canvas;
        } catch (failure) {
            console.error(failure);
            frame.replaceChildren(el('p', {class: 'quiet'}, 'The picture cannot be drawn.'));
            return null;
        }
    }
}

/** The path as a chain: each node, and between two the words of their connection, with its direction. */
function pathLine(path) {
    return el('ol', {class: 'chain'}, ...path.nodes.map((node, i) => {
        const edge = path.edges[i - 1];
        const link = el('a', {href: recordAddress(node), class: 'entity', title: KINDS[node.type]?.one}, kindSymbol(node.type), el('span', {}, nameOf(node)));
        if (edge === undefined) {
            return el('li', {}, link);
        }
        const along = edge.from === reference(path.nodes[i - 1]);
        return el('li', {}, el(
            'span', {class: 'chain-edge'}, el('span', {'aria-hidden': 'true'}, along ? '→ ' : '← '), relationLabel(edge.relation),
            el('span', {class: 'visually-hidden'}, along ? '' : ' (in the other direction)')), link);
    }));
}

