// A line chart of the last minutes, hour or day, as SVG in real pixels. Unknown values leave a gap.

import {el, KeyedList, setAttribute, setHidden, setText, svg} from './dom.js';
import {compact, known, minuteOfDay} from './format.js';

const HEIGHT = 200;
const EDGE = {top: 10, right: 10, bottom: 22, left: 48};
const TABLE_ROWS = 12;
const SHORTEST = 60_000;

export class Chart {
    #series;
    #format;
    #step;
    #samples = [];
    #spans = [];
    #range = 3_600_000;
    #width = 0;
    #top = 1;
    #pointed = null;
    #grid;
    #ticks;
    #bands;
    #cursor = svg('line', {class: 'cursor', y1: EDGE.top, y2: HEIGHT - EDGE.bottom, visibility: 'hidden'});
    #svg;
    #lines;
    #values;
    #moment = el('span', {class: 'moment', 'aria-live': 'off'}, 'latest');
    #empty = el('p', {class: 'quiet empty'}, 'No history yet');
    #rows = el('tbody');
    #table;

    /** series: [{key, name, className}]; format: of a value. */
    constructor(title, name, series, format) {
        this.#series = series;
        this.#format = format;
        this.#lines = series.map(({className}) => ({
            line: svg('path', {class: `series ${className}`}),
            dot: svg('circle', {class: `dot ${className}`, r: 3.5, visibility: 'hidden'}),
        }));
        const bands = svg('g');
        const grid = svg('g', {class: 'grid'});
        const ticks = svg('g', {class: 'ticks'});
        this.#bands = new KeyedList(bands, (span) => span.key, () => this.#band());
        this.#grid = new KeyedList(grid, (tick) => tick.key, () => this.#gridLine());
        this.#ticks = new KeyedList(ticks, (tick) => tick.key, () => this.#timeTick());
        this.#svg = svg(
            'svg',
            {class: 'plot', height: HEIGHT, role: 'img', tabindex: '0', 'data-test': name},
            bands, grid, ticks, ...this.#lines.flatMap(({line, dot}) => [line, dot]), this.#cursor);
        this.#values = series.map(() => el('strong', {class: 'figure'}));
        const legend = el('ul', {class: 'legend'}, ...series.map((each, i) => el(
            'li', {},
            svg('svg', {class: 'swatch', width: 18, height: 8, 'aria-hidden': 'true'}, svg('path', {class: `series ${each.className}`, d: 'M0 4h18'})),
            el('span', {}, each.name), this.#values[i])));
        this.#table = el('details', {}, el('summary', {}, 'As a table'), el(
            'table', {class: 'plain'},
            el('caption', {class: 'visually-hidden'}, title),
            el('thead', {}, el('tr', {}, ...['Time', ...series.map((each) => each.name)].map((head) => el('th', {scope: 'col'}, head)))),
            this.#rows));
        this.#table.addEventListener('toggle', () => this.#tabulate());
        this.node = el(
            'figure', {class: 'panel chart'},
            el('figcaption', {class: 'line'}, el('h2', {}, title), this.#moment), legend,
            el('div', {class: 'plot-box'}, this.#svg, this.#empty), this.#table);
        this.title = title;
        new ResizeObserver(([entry]) => {
            this.#width = Math.floor(entry.contentRect.width);
            this.#draw();
        }).observe(this.#svg.parentNode);
        this.#svg.addEventListener('pointermove', (event) => this.#point(event.offsetX));
        this.#svg.addEventListener('pointerleave', () => this.#point(null));
        this.#svg.addEventListener('blur', () => this.#point(null));
        this.#svg.addEventListener('keydown', (event) => this.#key(event));
    }

    /**
     * samples: oldest first, each with time in ms; spans: [{key, from, to, name}] in ms, to be marked; range: ms, the longest time to be
     * shown; step: ms between samples.
     */
    update(samples, spans, range, step) {
        this.#range = range;
        this.#step = step;
        const end = samples.length === 0 ? 0 : samples[samples.length - 1].time;
        this.#samples = samples.filter((each) => each.time >= end - range);
        this.#spans = spans;
        this.#draw();
    }

    get #end() {
        return this.#samples.length === 0 ? 0 : this.#samples[this.#samples.length - 1].time;
    }

    /** The time that is shown: it begins where the data does. */
    get #shown() {
        return this.#samples.length === 0 ? this.#range : Math.min(this.#range, Math.max(SHORTEST, this.#end - this.#samples[0].time));
    }

    #x(time) {
        const room = this.#width - EDGE.left - EDGE.right;
        return EDGE.left + room * Math.max(0, 1 - (this.#end - time) / this.#shown);
    }

    #y(value) {
        return HEIGHT - EDGE.bottom - (HEIGHT - EDGE.top - EDGE.bottom) * Math.min(1, value / this.#top);
    }

    #draw() {
        if (this.#width < 50) {
            return;
        }
        const samples = this.#samples;
        setHidden(this.#empty, samples.length > 0);
        setAttribute(this.#svg, 'width', this.#width);
        const highest = Math.max(0, ...samples.flatMap((each) => this.#series.map(({key}) => each[key] ?? 0)));
        const step = niceStep(highest / 4);
        this.#top = step * Math.max(4, Math.ceil(highest / step));
        const grid = [];
        for (let value = 0; value <= this.#top * 1.001; value += step) {
            grid.push({key: value, value});
        }
        this.#grid.update(samples.length === 0 ? grid.slice(0, 1) : grid);
        this.#ticks.update(samples.length === 0 ? [] : timeTicks(this.#end, this.#shown, this.#width < 420 ? 3 : 6));
        this.#bands.update(this.#spans.filter((span) => span.to > this.#end - this.#shown && span.from < this.#end));
        this.#lines.forEach(({line}, i) => setAttribute(line, 'd', this.#path(this.#series[i].key)));
        this.#read();
        this.#tabulate();
    }

    #path(key) {
        let path = '';
        let last = null;
        for (const sample of this.#samples) {
            if (!known(sample[key])) {
                last = null;
                continue;
            }
            const joined = last !== null && sample.time - last <= 4 * this.#step;
            const at = `${this.#x(sample.time).toFixed(1)} ${this.#y(sample[key]).toFixed(1)}`;
            // A value alone is still a dot: a line of no length with round ends.
            path += joined ? `L${at}` : `M${at}h0`;
            last = sample.time;
        }
        return path || null;
    }

    #band() {
        const title = svg('title');
        const node = svg('rect', {class: 'outage', y: EDGE.top, height: HEIGHT - EDGE.top - EDGE.bottom}, title);
        return {
            node,
            update: (span) => {
                const from = this.#x(Math.max(span.from, this.#end - this.#shown));
                setAttribute(node, 'x', from.toFixed(1));
                setAttribute(node, 'width', Math.max(2, this.#x(Math.min(span.to, this.#end)) - from).toFixed(1));
                setText(title, span.name);
            },
        };
    }

    #gridLine() {
        const line = svg('line', {x1: EDGE.left});
        const text = svg('text', {x: EDGE.left - 8, 'text-anchor': 'end', dy: '0.32em'});
        return {
            node: svg('g', {}, line, text),
            update: ({value}) => {
                const y = this.#y(value).toFixed(1);
                setAttribute(line, 'x2', this.#width - EDGE.right);
                setAttribute(line, 'y1', y);
                setAttribute(line, 'y2', y);
                setAttribute(text, 'y', y);
                setText(text, compact(value));
            },
        };
    }

    #timeTick() {
        const text = svg('text', {y: HEIGHT - 5, 'text-anchor': 'middle'});
        return {
            node: text,
            update: ({key}) => {
                setAttribute(text, 'x', this.#x(key).toFixed(1));
                setText(text, minuteOfDay(key));
            },
        };
    }

    #point(x) {
        if (x === null || this.#samples.length === 0) {
            this.#pointed = null;
        } else {
            const at = this.#end - this.#shown * (1 - (x - EDGE.left) / (this.#width - EDGE.left - EDGE.right));
            this.#pointed = this.#samples.reduce((a, b) => (Math.abs(b.time - at) < Math.abs(a.time - at) ? b : a)).time;
        }
        this.#read();
    }

    #key(event) {
        const move = {ArrowLeft: -12, ArrowRight: 12, Home: -Infinity, End: Infinity}[event.key];
        if (event.key === 'Escape') {
            this.#point(null);
        } else if (move !== undefined && this.#samples.length > 0) {
            event.preventDefault();
            const last = this.#samples.length - 1;
            const at = this.#pointed === null ? last : this.#samples.findIndex((each) => each.time >= this.#pointed);
            this.#pointed = this.#samples[Math.min(last, Math.max(0, at + move))].time;
            this.#read();
        }
    }

    /** The values under the pointer, or else the newest. */
    #read() {
        const sample = this.#samples.find((each) => each.time === this.#pointed) ?? this.#samples[this.#samples.length - 1];
        const pointed = sample !== undefined && sample.time === this.#pointed;
        setText(this.#moment, pointed ? `at ${minuteOfDay(sample.time)}` : 'latest');
        setAttribute(this.#cursor, 'visibility', pointed ? 'visible' : 'hidden');
        this.#series.forEach(({key}, i) => {
            const value = sample?.[key];
            setText(this.#values[i], this.#format(value));
            const {dot} = this.#lines[i];
            setAttribute(dot, 'visibility', pointed && known(value) ? 'visible' : 'hidden');
            if (pointed && known(value)) {
                setAttribute(dot, 'cx', this.#x(sample.time).toFixed(1));
                setAttribute(dot, 'cy', this.#y(value).toFixed(1));
            }
        });
        if (pointed) {
            setAttribute(this.#cursor, 'x1', this.#x(sample.time).toFixed(1));
            setAttribute(this.#cursor, 'x2', this.#x(sample.time).toFixed(1));
        }
        const words = this.#series.map(({name}, i) => `${name} ${this.#values[i].textContent}`).join(', ');
        setAttribute(this.#svg, 'aria-label', `${this.title}, ${this.#moment.textContent}: ${words}`);
    }

    /** About a dozen rows; only while the table is open. */
    #tabulate() {
        if (!this.#table.open) {
            this.#rows.replaceChildren();
            return;
        }
        const step = Math.max(this.#step, this.#shown / TABLE_ROWS);
        const picked = new Map(this.#samples.map((each) => [Math.floor(each.time / step), each]));
        this.#rows.replaceChildren(...[...picked.values()].reverse().map((each) => el(
            'tr', {}, el('th', {scope: 'row'}, minuteOfDay(each.time)),
            ...this.#series.map(({key}) => el('td', {class: 'number'}, this.#format(each[key]))))));
    }
}

/** 1, 2 or 5 times a power of ten, at least as large. */
function niceStep(value) {
    if (!(value > 1)) {
        return 1; // no fractions of a record at the axis
    }
    const power = 10 ** Math.floor(Math.log10(value));
    return power * [1, 2, 5, 10].find((each) => each * power >= value);
}

/** At most so many times, at whole minutes or hours. */
function timeTicks(end, shown, most) {
    const step = 60_000 * ([1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 480].find((minutes) => shown / (60_000 * minutes) <= most) ?? 720);
    // Steps of hours begin at midnight here, not in Greenwich.
    const zone = new Date(end).getTimezoneOffset() * 60_000;
    const margin = shown / 40;
    const ticks = [];
    for (let at = Math.ceil((end - shown + margin - zone) / step) * step + zone; at <= end - margin; at += step) {
        ticks.push({key: at});
    }
    return ticks;
}
