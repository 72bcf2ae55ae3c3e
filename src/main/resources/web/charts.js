// Records a second, and records in the queues: over five minutes, an hour or a day.

import {Chart} from './chart.js';
import {el, setAttribute} from './dom.js';
import {count, rate} from './format.js';

const RANGES = [
    {name: '5 minutes', length: 300_000, step: 5_000, query: ''},
    {name: '1 hour', length: 3_600_000, step: 5_000, query: ''},
    {name: '24 hours', length: 86_400_000, step: 60_000, query: '?range=day'},
];
const REFETCH_MS = 300_000;

export class Charts {
    #range = RANGES[1];
    #samples = [];
    #fetched = -Infinity;
    #fetching = false;
    #spans = [];
    #rate = new Chart('Records a second', 'chart-rate', [
        {key: 'published', name: 'published', className: 'lane-extractor'},
        {key: 'graph', name: 'graphinator', className: 'lane-graph'},
        {key: 'table', name: 'tableinator', className: 'lane-table'},
    ], rate);
    #backlog = new Chart('Records waiting in RabbitMQ', 'chart-backlog', [
        {key: 'graph_ready', name: 'for graphinator', className: 'lane-graph'},
        {key: 'table_ready', name: 'for tableinator', className: 'lane-table'},
    ], count);

    constructor(section) {
        const buttons = RANGES.map((range) => el(
            'button', {type: 'button', 'aria-pressed': String(range === this.#range), 'data-test': `range-${range.length / 60_000}`}, range.name));
        buttons.forEach((button, i) => button.addEventListener('click', () => {
            buttons.forEach((each) => setAttribute(each, 'aria-pressed', String(each === button)));
            this.#choose(RANGES[i]);
        }));
        section.append(
            el('div', {class: 'ranges', role: 'group', 'aria-label': 'Time shown in the charts'}, ...buttons), this.#rate.node, this.#backlog.node);
    }

    #choose(range) {
        const other = range.query !== this.#range.query;
        this.#range = range;
        if (other) {
            this.#samples = [];
            this.fetch();
        }
        this.#draw();
    }

    /** Fetches all of the range: at the start, after each gap, and from time to time, against drift. */
    async fetch() {
        if (this.#fetching) {
            return;
        }
        this.#fetching = true;
        const {query} = this.#range;
        try {
            const answer = await fetch(`/api/history${query}`);
            if (answer.ok) {
                const {samples} = await answer.json();
                if (query !== this.#range.query) {
                    return; // another range has been chosen meanwhile
                }
                this.#samples = samples;
                this.#fetched = performance.now();
                this.#draw();
            }
        } catch {
            // The stream reports that the dashboard is away; the next state tries again.
        } finally {
            this.#fetching = false;
            if (query !== this.#range.query) {
                this.fetch();
            }
        }
    }

    /** Adds a sample of a state at each step. */
    update(state, now) {
        this.#spans = outages(state.events ?? [], now);
        const last = this.#samples[this.#samples.length - 1]?.time ?? -Infinity;
        if (performance.now() - this.#fetched > REFETCH_MS) {
            this.fetch();
        } else if (now - last >= this.#range.step) {
            const {extractor, graphinator, tableinator} = state.flow ?? {};
            this.#samples.push({
                time: now,
                published: extractor?.rate ?? null,
                graph: graphinator?.rate ?? null,
                table: tableinator?.rate ?? null,
                graph_ready: graphinator?.ready ?? null,
                table_ready: tableinator?.ready ?? null,
            });
            this.#samples.splice(0, Math.max(0, this.#samples.length - mostSamples(this.#range)));
            this.#draw();
        }
    }

    #draw() {
        this.#rate.update(this.#samples, this.#spans, this.#range.length, this.#range.step);
        this.#backlog.update(this.#samples, this.#spans, this.#range.length, this.#range.step);
    }
}

/** Ranges with the same answer share its samples: the longest of them decides how many are kept. */
function mostSamples(range) {
    return Math.max(...RANGES.filter(({query}) => query === range.query).map(({length, step}) => length / step));
}

/** The outages that opened a breaker, each from its first failure, from the events: [{key, from, to, name}]. */
function outages(events, now) {
    const failing = new Map();
    const open = new Map();
    const spans = [];
    for (const event of [...events].reverse()) {
        const breaker = `${event.service} ${event.subject}`;
        const at = Date.parse(event.time);
        if (event.kind === 'failure' && event.text?.startsWith('failure 1 of ')) {
            failing.set(breaker, at);
        } else if (event.kind === 'breaker_open' && !open.has(breaker)) {
            const span = {key: event.id, from: failing.get(breaker) ?? at, to: now, name: `${event.subject} was down`};
            open.set(breaker, span);
            spans.push(span);
        } else if (event.kind === 'breaker_closed' && open.has(breaker)) {
            open.get(breaker).to = at;
            open.delete(breaker);
            failing.delete(breaker);
        }
    }
    return spans;
}
