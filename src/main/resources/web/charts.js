// The last hour: records a second, and records in the queues.

import {Chart} from './chart.js';
import {count, rate} from './format.js';

const MOST = 720;
const REFETCH_MS = 300_000;

export class Charts {
    #step = 5_000;
    #samples = [];
    #fetched = -Infinity;
    #fetching = false;
    #spans = [];
    #rate = new Chart('Records a second', 'chart-rate', [
        {key: 'published', name: 'published', className: 'lane-extractor'},
        {key: 'graph', name: 'graphinator', className: 'lane-graph'},
        {key: 'table', name: 'tableinator', className: 'lane-table'},
    ], rate, this.#step);
    #backlog = new Chart('Records waiting in RabbitMQ', 'chart-backlog', [
        {key: 'graph_ready', name: 'for graphinator', className: 'lane-graph'},
        {key: 'table_ready', name: 'for tableinator', className: 'lane-table'},
    ], count, this.#step);

    constructor(section) {
        section.append(this.#rate.node, this.#backlog.node);
    }

    /** Fetches the whole hour: at the start, after each gap, and from time to time, against drift. */
    async fetch() {
        if (this.#fetching) {
            return;
        }
        this.#fetching = true;
        try {
            const answer = await fetch('/api/history');
            if (answer.ok) {
                this.#samples = (await answer.json()).samples.slice(-MOST);
                this.#fetched = performance.now();
                this.#draw();
            }
        } catch {
            // The stream reports that the dashboard is away; the next state tries again.
        } finally {
            this.#fetching = false;
        }
    }

    /** Adds a sample of a state every five seconds. */
    update(state, now) {
        this.#spans = outages(state.events ?? [], now);
        const last = this.#samples[this.#samples.length - 1]?.time ?? -Infinity;
        if (performance.now() - this.#fetched > REFETCH_MS) {
            this.fetch();
        } else if (now - last >= this.#step) {
            const {extractor, graphinator, tableinator} = state.flow ?? {};
            this.#samples.push({
                time: now,
                published: extractor?.rate ?? null,
                graph: graphinator?.rate ?? null,
                table: tableinator?.rate ?? null,
                graph_ready: graphinator?.ready ?? null,
                table_ready: tableinator?.ready ?? null,
            });
            this.#samples.splice(0, this.#samples.length - MOST);
            this.#draw();
        }
    }

    #draw() {
        this.#rate.update(this.#samples, this.#spans);
        this.#backlog.update(this.#samples, this.#spans);
    }
}

/** The times when breakers were open, from the events: [{key, from, to, name}]. */
function outages(events, now) {
    const open = new Map();
    const spans = [];
    for (const event of [...events].reverse()) {
        const breaker = `${event.service} ${event.subject}`;
        if (event.kind === 'breaker_open' && !open.has(breaker)) {
            const span = {key: event.id, from: Date.parse(event.time), to: now, name: `${event.subject}: breaker open`};
            open.set(breaker, span);
            spans.push(span);
        } else if (event.kind === 'breaker_closed' && open.has(breaker)) {
            open.get(breaker).to = Date.parse(event.time);
            open.delete(breaker);
        }
    }
    return spans;
}
