// Releases a year as bars, in SVG: readable by pointer and arrow keys, and as a table.

import {el, setAttribute, setText, svg} from '../dom.js';
import {compact, count, plural} from '../format.js';
import {csvFile, downloadButton, pngFile} from './download.js';

const HEIGHT = 170;
const EDGE = {top: 10, right: 6, bottom: 22, left: 44};

export class YearChart {
    #items;
    #named;
    #width = 0;
    #pointed = null;
    #reading = el('p', {class: 'moment', 'aria-live': 'polite', 'data-test': 'timeline-reading'});
    #svg = svg('svg', {class: 'plot years', height: HEIGHT, role: 'img', tabindex: '0', 'data-test': 'timeline'});
    #watch = new ResizeObserver(([entry]) => {
        this.#width = Math.floor(entry.contentRect.width);
        this.#draw();
    });

    /** items: [{year, releases}], in any order; named: answers a promise of whose they are, for the files. */
    constructor(items, named) {
        this.#items = withoutGaps(items);
        this.#named = named;
        const table = el('details', {}, el('summary', {}, 'As a table'));
        table.addEventListener('toggle', () => table.open && table.childElementCount === 1 && table.append(this.#table()), {once: true});
        const box = el('div', {class: 'plot-box years-box'}, this.#svg);
        this.node = el(
            'figure', {class: 'year-chart'}, this.#reading, box,
            el(
                'div', {class: 'tools'}, table,
                downloadButton('CSV', 'the releases a year', async () => csvFile(`${await named()}-timeline`, [
                    ['year', 'releases'], ...this.#items.map(({year, releases}) => [year, releases]),
                ])),
                downloadButton('PNG', 'the chart', () => this.#png())));
        this.#watch.observe(box);
        this.#svg.addEventListener('pointermove', (event) => this.#point(this.#indexAt(event.offsetX)));
        this.#svg.addEventListener('pointerleave', () => this.#point(null));
        this.#svg.addEventListener('blur', () => this.#point(null));
        this.#svg.addEventListener('keydown', (event) => this.#key(event));
        this.#read();
    }

    get #highest() {
        return Math.max(1, ...this.#items.map(({releases}) => releases));
    }

    #draw() {
        if (this.#width < 50) {
            return;
        }
        setAttribute(this.#svg, 'width', this.#width);
        const {ticks, top} = scale(this.#highest);
        const y = (value) => HEIGHT - EDGE.bottom - (HEIGHT - EDGE.top - EDGE.bottom) * (value / top);
        const slot = this.#slot;
        const gap = slot > 6 ? 2 : slot > 3 ? 1 : 0;
        const grid = ticks.map((value) => svg(
            'g', {},
            svg('line', {x1: EDGE.left, x2: this.#width - EDGE.right, y1: y(value), y2: y(value)}),
            svg('text', {x: EDGE.left - 7, y: y(value), dy: '0.32em', 'text-anchor': 'end'}, compact(value))));
        const bars = this.#items.map(({year, releases}, i) => svg('rect', {
            class: 'bar', 'data-year': year,
            x: (EDGE.left + i * slot).toFixed(1), width: Math.max(1, slot - gap).toFixed(1),
            y: y(releases).toFixed(1), height: (releases === 0 ? 0 : Math.max(1.5, y(0) - y(releases))).toFixed(1),
        }));
        const labels = this.#yearTicks().map(({year, i}) => svg(
            'text', {x: (EDGE.left + (i + 0.5) * slot).toFixed(1), y: HEIGHT - 5, 'text-anchor': 'middle'}, String(year)));
        this.#svg.replaceChildren(svg('g', {class: 'grid'}, ...grid), svg('g', {}, ...bars), svg('g', {class: 'ticks'}, ...labels));
        this.#read();
    }

    get #slot() {
        return (this.#width - EDGE.left - EDGE.right) / Math.max(1, this.#items.length);
    }

    #yearTicks() {
        const step = [1, 2, 5, 10, 20, 50].find((each) => each * this.#slot >= 44) ?? 50;
        return this.#items
            .map(({year}, i) => ({year, i}))
            .filter(({year, i}) => year % step === 0 && (i + 0.5) * this.#slot > 12 && (this.#items.length - i - 0.5) * this.#slot > 12);
    }

    #indexAt(x) {
        const i = Math.floor((x - EDGE.left) / this.#slot);
        return i >= 0 && i < this.#items.length ? i : null;
    }

    #key(event) {
        const last = this.#items.length - 1;
        const at = this.#pointed ?? last + 1;
        const to = {ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last}[event.key];
        if (event.key === 'Escape') {
            this.#point(null);
        } else if (to !== undefined) {
            event.preventDefault();
            this.#point(Math.min(last, Math.max(0, to)));
        }
    }

    #point(index) {
        this.#pointed = index;
        this.#read();
    }

    /** The year under the pointer, or else the whole. */
    #read() {
        const first = this.#items[0];
        const last = this.#items[this.#items.length - 1];
        const busiest = this.#items.reduce((a, b) => (b.releases > a.releases ? b : a), first);
        const sum = this.#items.reduce((total, {releases}) => total + releases, 0);
        const whole = `${plural(sum, 'release')} with a year, ${first.year} to ${last.year}; most in ${busiest.year}: ${count(busiest.releases)}`;
        const pointed = this.#items[this.#pointed ?? -1];
        setText(this.#reading, pointed === undefined ? whole : `${pointed.year}: ${plural(pointed.releases, 'release')}`);
        setAttribute(this.#svg, 'aria-label', `Releases a year. ${pointed === undefined ? whole : this.#reading.textContent}`);
        this.#svg.querySelectorAll('.bar').forEach((bar, i) => bar.classList.toggle('pointed', i === this.#pointed));
    }

    #table() {
        const rows = this.#items
            .filter(({releases}) => releases > 0)
            .map(({year, releases}) => el('tr', {}, el('th', {scope: 'row'}, String(year)), el('td', {class: 'number'}, count(releases))));
        return el(
            'table', {class: 'plain'},
            el('caption', {class: 'visually-hidden'}, 'Releases a year'),
            el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'Year'), el('th', {scope: 'col'}, 'Releases'))),
            el('tbody', {}, ...rows));
    }

    /** The same picture on a canvas: the policy of the page allows no picture made from SVG. */
    async #png() {
        const whose = await this.#named();
        const style = getComputedStyle(document.documentElement);
        const colour = (name) => style.getPropertyValue(name).trim();
        const head = 30;
        return pngFile(`${whose}-timeline`, this.#width, HEIGHT + head, (context) => {
            context.fillStyle = colour('--surface');
            context.fillRect(0, 0, this.#width, HEIGHT + head);
            context.fillStyle = colour('--ink');
            context.font = `600 14px ${getComputedStyle(document.body).fontFamily}`;
            context.fillText(`Releases a year: ${whose}`, 8, 20);
            context.translate(0, head);
            context.font = `12px ${getComputedStyle(document.body).fontFamily}`;
            for (const shape of this.#svg.querySelectorAll('line, rect, text')) {
                const at = (name) => Number(shape.getAttribute(name));
                if (shape.tagName === 'line') {
                    context.fillStyle = colour('--edge');
                    context.fillRect(at('x1'), at('y1'), at('x2') - at('x1'), 1);
                } else if (shape.tagName === 'rect') {
                    context.fillStyle = colour('--read');
                    context.fillRect(at('x'), at('y'), at('width'), at('height'));
                } else {
                    context.fillStyle = colour('--quiet');
                    context.textAlign = shape.getAttribute('text-anchor') === 'end' ? 'right' : 'center';
                    context.fillText(shape.textContent, at('x'), at('y') + (shape.hasAttribute('dy') ? 4 : 0));
                }
            }
        });
    }
}

/** Every year from the first to the last: a year without releases is a gap that one must see. */
function withoutGaps(items) {
    const known = new Map(items.filter(({year}) => Number.isInteger(year)).map(({year, releases}) => [year, releases ?? 0]));
    const years = [...known.keys()].sort((a, b) => a - b);
    const all = [];
    for (let year = years[0]; year <= years[years.length - 1]; year++) {
        all.push({year, releases: known.get(year) ?? 0});
    }
    return all;
}

function scale(highest) {
    const rough = highest / 3;
    const power = 10 ** Math.max(0, Math.floor(Math.log10(rough)));
    const step = Math.max(1, power * ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10));
    const top = step * Math.ceil(highest / step);
    return {top, ticks: Array.from({length: Math.round(top / step) + 1}, (ignored, i) => i * step)};
}
