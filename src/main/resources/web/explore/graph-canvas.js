// Draws a graph with Cytoscape.js. Kinds differ by shape, relations by the form of the line, and every node has its name.

import {el, setAttribute} from '../dom.js';
import {plural} from '../format.js';
import {KINDS, nameOf, relationLabel} from './kinds.js';
import {fileName} from './download.js';

const LONGEST_NAME = 30;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const STEP = 46;
const SCROLL_BAR = 24; // pixels
const MOST_LABELS = 8;
/** Line and arrow head of each relation: no two look alike without their colours and labels. */
const LINES = {
    BY: {line: 'solid', head: 'triangle'},
    ON: {line: 'dashed', head: 'triangle'},
    DERIVED_FROM: {line: 'dotted', head: 'triangle'},
    IS: {line: 'solid', head: 'circle'},
    PART_OF: {line: 'dashed', head: 'circle'},
    MEMBER_OF: {line: 'solid', head: 'diamond'},
    SUBLABEL_OF: {line: 'dashed', head: 'diamond'},
    ALIAS_OF: {line: 'dotted', head: 'diamond'},
};

/** {line, head} of a relation; one that is not known here has a form of its own, too. */
export const lineOf = (relation) => LINES[relation] ?? {line: 'dotted', head: 'circle'};

export class GraphCanvas {
    #box = el('div', {class: 'graph-canvas', tabindex: '0', role: 'img', 'data-test': 'graph'});
    #cy;
    #onPress;
    #onKey;
    #chosen = null;
    #dark = matchMedia('(prefers-color-scheme: dark)');
    #restyle = () => this.#cy.style(style());
    #columns = null; // the nodes, if they stand in columns
    #width = 0; // for which it has been fitted; 0: not yet
    #resized = new ResizeObserver(([{contentRect}]) => this.#refit(Math.floor(contentRect.width)));

    /** onPress(reference) for a press on a node; onKey(action, reference) for unfold and fold by key. */
    constructor(cytoscape, onPress, onKey) {
        this.#onPress = onPress;
        this.#onKey = onKey;
        this.node = this.#box;
        this.#cy = cytoscape({
            container: this.#box, style: style(), minZoom: 0.1, maxZoom: 3, boxSelectionEnabled: false, selectionType: 'single',
            layout: {name: 'preset'},
        });
        this.#cy.on('tap', 'node', (event) => this.#onPress(event.target.id()));
        this.#cy.on('mouseover', 'node, edge', (event) => event.target.closedNeighborhood().edges().union(event.target).addClass('near'));
        this.#cy.on('mouseout', 'node, edge', () => this.choose(this.#chosen));
        this.#box.addEventListener('keydown', (event) => this.#key(event));
        this.#dark.addEventListener('change', this.#restyle);
        this.#resized.observe(this.#box);
    }

    /** Shows a graph of graph-model.js; what stays keeps its place for a start. columns: a column for each step of a path. */
    show({nodes, edges}, chosen, {columns = false} = {}) {
        const before = this.#cy.elements().length;
        let changed = false;
        this.#cy.batch(() => {
            const gone = this.#cy.elements().filter((each) => !nodes.has(each.id()) && !edges.has(each.id()));
            changed = gone.length > 0;
            gone.remove();
            const placed = new Map();
            for (const node of nodes.values()) {
                changed = this.#put(node, placed) || changed;
            }
            for (const [id, edge] of edges) {
                if (this.#cy.getElementById(id).empty()) {
                    changed = true;
                    this.#cy.add({group: 'edges', data: {id, source: edge.start, target: edge.end, label: relationLabel(edge.relation), ...lineOf(edge.relation)}});
                }
            }
        });
        this.#columns = columns ? [...nodes.values()] : null;
        if (changed && columns) {
            this.#column(this.#columns);
        } else if (changed) {
            this.#arrange(before > 0);
        }
        this.choose(chosen);
        setAttribute(
            this.#box, 'aria-label',
            `Graph of ${plural(nodes.size, 'node')} and ${plural(edges.size, 'connection')}. Arrow keys choose a node, Enter unfolds it, Delete folds it, plus and minus zoom. The list beside it has the same nodes.`);
    }

    choose(key) {
        this.#chosen = key;
        this.#cy.batch(() => {
            this.#cy.elements().removeClass('chosen beside near');
            const node = key === null || key === undefined ? this.#cy.collection() : this.#cy.getElementById(key);
            node.addClass('chosen');
            node.connectedEdges().addClass(node.connectedEdges().length > MOST_LABELS ? 'beside' : 'beside near');
        });
    }

    fit() {
        this.#width = this.#box.clientWidth;
        this.#cy.resize();
        this.#cy.fit(undefined, 40);
        if (this.#cy.zoom() > 1.4) {
            this.#cy.zoom(1.4);
            this.#cy.center();
        }
    }

    /** A phone that is turned shows all of it again. A scroll bar that comes or goes changes nothing. */
    #refit(width) {
        if (width === 0 || this.#width === 0 || Math.abs(width - this.#width) <= SCROLL_BAR) {
            return;
        }
        if (this.#columns === null) {
            this.fit();
        } else {
            this.#column(this.#columns);
        }
    }

    zoom(factor) {
        this.#cy.zoom({level: this.#cy.zoom() * factor, renderedPosition: {x: this.#box.clientWidth / 2, y: this.#box.clientHeight / 2}});
    }

    /** The picture as a file; null if there is nothing in it. */
    async png(name) {
        if (this.#cy.elements().empty()) {
            return null;
        }
        const colour = getComputedStyle(document.documentElement).getPropertyValue('--surface').trim();
        const blob = await this.#cy.png({output: 'blob-promise', full: true, scale: 2, bg: colour, maxWidth: 6000, maxHeight: 6000});
        return {name: `${fileName(name)}.png`, blob};
    }

    stop() {
        this.#dark.removeEventListener('change', this.#restyle);
        this.#resized.disconnect();
        this.#cy.destroy();
    }

    /** New nodes start in a spiral around what they were unfolded from, always the same one. */
    #put(node, placed) {
        const label = shortened(nameOf(node)) + (node.more ? '\n+ more' : '');
        const there = this.#cy.getElementById(node.key);
        if (there.nonempty()) {
            there.data('label', label);
            there.toggleClass('unfolded', node.unfolded);
            return false;
        }
        const parent = node.parent === null ? null : this.#cy.getElementById(node.parent);
        const i = (placed.get(node.parent) ?? 0) + 1;
        placed.set(node.parent, i);
        const middle = parent?.nonempty() ? parent.position() : {x: 0, y: 0};
        const distance = node.parent === null ? (i - 1) * 4 * STEP : STEP * (1 + Math.sqrt(i));
        const angle = i * GOLDEN_ANGLE;
        this.#cy.add({
            group: 'nodes', data: {id: node.key, label, type: node.type}, classes: node.unfolded ? 'unfolded' : '',
            position: {x: middle.x + distance * Math.cos(angle), y: middle.y + distance * Math.sin(angle)},
        });
        return true;
    }

    /** A column for each step; rows instead if the box is narrow. */
    #column(nodes) {
        const across = this.#box.clientWidth > 560;
        const sizes = new Map();
        nodes.forEach(({column}) => sizes.set(column, (sizes.get(column) ?? 0) + 1));
        const taken = new Map();
        for (const {key, column} of nodes) {
            const i = taken.get(column) ?? 0;
            taken.set(column, i + 1);
            const along = column * (across ? 170 : 75);
            const beside = (i - (sizes.get(column) - 1) / 2) * (across ? 85 : 160);
            // In rows a name below its node would hide the arrow that comes from there.
            this.#cy.getElementById(key).toggleClass('in-row', !across).position(across ? {x: along, y: beside} : {x: beside, y: along});
        }
        this.fit();
    }

    #arrange(animated) {
        const size = this.#cy.nodes().length;
        const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
        const layout = this.#cy.layout({
            name: 'cose', randomize: false, fit: false, padding: 40, numIter: size < 80 ? 600 : size < 250 ? 250 : 80,
            nodeRepulsion: () => 140_000, idealEdgeLength: () => 85, edgeElasticity: () => 60, gravity: 0.5, nodeOverlap: 14,
            initialTemp: 120, componentSpacing: 90, nestingFactor: 1, animate: animated && !still && size < 250 ? 'end' : false, animationDuration: 350,
        });
        layout.one('layoutstop', () => this.#cy.destroyed() || this.fit());
        layout.run();
    }

    #key(event) {
        const direction = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
        if (direction !== undefined) {
            event.preventDefault();
            this.#move(direction);
            return;
        }
        switch (event.key) {
            case 'Enter':
                if (this.#chosen !== null) {
                    event.preventDefault();
                    this.#onKey('unfold', this.#chosen);
                }
                break;
            case 'Delete':
            case 'Backspace':
                if (this.#chosen !== null) {
                    event.preventDefault();
                    this.#onKey('fold', this.#chosen);
                }
                break;
            case '+':
            case '-':
                this.zoom(event.key === '+' ? 1.25 : 0.8);
                break;
            case '0':
                this.fit();
                break;
            default:
        }
    }

    /** The nearest node in that direction; the first one if none is chosen. */
    #move([dx, dy]) {
        const from = this.#chosen === null ? this.#cy.collection() : this.#cy.getElementById(this.#chosen);
        if (from.empty()) {
            const first = this.#cy.nodes()[0];
            if (first !== undefined) {
                this.#onKey('choose', first.id());
            }
            return;
        }
        const at = from.position();
        let best = null;
        let least = Infinity;
        this.#cy.nodes().forEach((node) => {
            const x = node.position('x') - at.x;
            const y = node.position('y') - at.y;
            const along = x * dx + y * dy;
            const across = Math.abs(x * dy) + Math.abs(y * dx);
            const cost = along + 2 * across;
            if (along > 1 && cost < least) {
                best = node;
                least = cost;
            }
        });
        if (best !== null) {
            this.#onKey('choose', best.id());
            const {x1, x2, y1, y2} = this.#cy.extent();
            const {x, y} = best.position();
            if (x < x1 || x > x2 || y < y1 || y > y2) {
                this.#cy.center(best);
            }
        }
    }
}

const shortened = (name) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name);

function style() {
    const read = getComputedStyle(document.documentElement);
    const colour = (name) => read.getPropertyValue(name).trim();
    const kinds = Object.entries(KINDS).map(([type, {shape, width, height}]) => ({
        selector: `node[type = "${type}"]`, style: {shape, width, height, 'background-color': colour(`--kind-${type}`)},
    }));
    return [
        {
            selector: 'node',
            style: {
                label: 'data(label)', color: colour('--ink'), 'font-size': 11, 'font-family': getComputedStyle(document.body).fontFamily,
                'text-valign': 'bottom', 'text-margin-y': 4, 'text-wrap': 'wrap', 'text-max-width': 110,
                'text-background-color': colour('--surface'), 'text-background-opacity': 0.82, 'text-background-padding': 1,
                'border-width': 2, 'border-color': colour('--surface'), 'min-zoomed-font-size': 6,
            },
        },
        ...kinds,
        {selector: 'node.in-row', style: {'text-valign': 'center', 'text-halign': 'right', 'text-margin-x': 6, 'text-margin-y': 0}},
        {selector: 'node.unfolded', style: {'border-color': colour('--ink'), 'border-width': 2}},
        {
            selector: 'edge',
            style: {
                width: 1.3, 'line-color': colour('--line'), 'line-style': 'data(line)', 'curve-style': 'bezier', 'target-arrow-shape': 'data(head)',
                'target-arrow-color': colour('--line'), 'arrow-scale': 0.9, 'font-size': 10, color: colour('--quiet'),
                'font-family': getComputedStyle(document.body).fontFamily, 'text-background-color': colour('--surface'),
                'text-background-opacity': 0.9, 'text-background-padding': 2, 'text-rotation': 'autorotate', 'min-zoomed-font-size': 7,
            },
        },
        {selector: 'edge.near', style: {label: 'data(label)'}},
        {selector: 'edge.beside, edge.near', style: {'line-color': colour('--focus'), 'target-arrow-color': colour('--focus'), width: 2}},
        {selector: 'node.chosen', style: {'border-color': colour('--focus'), 'border-width': 4, 'font-weight': 'bold', 'z-index': 10}},
    ];
}
