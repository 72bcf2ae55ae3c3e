// The flow as a picture: dump files -> extractor -> RabbitMQ's queues -> graphinator and tableinator -> Neo4j and PostgreSQL.

import {el, KeyedList, setAttribute, setFigure, setHidden, setSymbol, setText, symbol} from './dom.js';
import {duration, known, percent, plural, rate, roughly, since, UNKNOWN} from './format.js';
import {hasFailed, isDown, isRead, LANES, levelOf, TYPES, worst} from './system-status.js';

/** Builds the picture once and changes it with each state. */
export class Flow {
    #parts;

    constructor(section) {
        const files = new FileStation();
        const published = new TypeList('published-extractor');
        const extractor = new ServiceStation(
            'extractor', 'Extractor', 'station-extractor', 'extractor',
            el('div', {class: 'published'}, el('p', {class: 'quiet'}, 'published in this run'), published.node));
        const broker = new Broker();
        const read = new Pipe('read');
        section.append(files.node, read.node, extractor.node);
        const publish = LANES.map(({name}) => new Pipe(`publish-${name}`));
        section.append(...publish.map((pipe) => pipe.node), broker.node);
        const lanes = LANES.map((lane) => new Lane(lane));
        section.append(...lanes.flatMap((lane) => lane.nodes));
        this.#parts = {files, read, extractor, published, publish, broker, lanes};
    }

    update(state, now) {
        const {files, read, extractor, published, publish, broker, lanes} = this.#parts;
        const server = (name) => (state.servers ?? []).find((each) => each.name === name);
        const rabbit = server('RabbitMQ');
        const flow = state.flow ?? {};
        const reading = flow.extractor ?? {};
        const waits = rabbit?.paused === true;
        files.update(state.files ?? []);
        extractor.update(state, reading, waits, ofFiles(state.files ?? []), waitsFor(state.files ?? []));
        published.update((type) => (reading.known === false ? null : reading.types?.[type]?.published));
        read.update(waits ? 'paused' : motion(reading), reading.rate);
        publish.forEach((pipe) => pipe.update(isDown(rabbit) ? 'broken' : motion(reading), reading.rate));
        broker.update(rabbit, flow, now);
        lanes.forEach((lane) => lane.update(state, rabbit, server(lane.server), now));
    }
}

/** The state of a pipe, by what its service does. */
function motion(part) {
    if (part.known !== true || !known(part.rate)) {
        return 'unknown';
    }
    return part.rate > 0 ? 'flowing' : 'still';
}

/** That the extractor waits for a service, whose queue is full; null if it does not. */
function waitsFor(files) {
    return files.map((file) => file.state).find((state) => state?.startsWith('waits for ')) ?? null;
}

/** The time until the last file is read; null if it is unknown for one of them. */
function ofFiles(files) {
    const left = files.filter((file) => !isRead(file) && !hasFailed(file)).map((file) => file.eta_seconds);
    if (files.length > 0 && left.length === 0) {
        return 0;
    }
    return left.length > 0 && left.every(known) ? Math.max(...left) : null;
}

/** A service behind the queues, its store and the pipes to them. */
class Lane {
    constructor({service, server, name}) {
        this.service = service;
        this.server = server;
        this.take = new Pipe(`take-${name}`);
        this.worker = new ServiceStation(service, capital(service), `station-${name}`, name);
        this.write = new Pipe(`write-${name}`);
        this.store = new Store(service, server, name);
        this.nodes = [this.take.node, this.worker.node, this.write.node, this.store.node];
    }

    update(state, rabbit, server, now) {
        const part = state.flow?.[this.service] ?? {};
        const paused = server?.paused === true;
        this.worker.update(state, part, paused, part.eta_seconds);
        let taking = motion(part);
        if (isDown(rabbit)) {
            taking = 'broken';
        } else if (paused) {
            taking = 'paused';
        }
        this.take.update(taking, part.rate);
        this.write.update(isDown(server) ? 'broken' : motion(part), part.rate);
        this.store.update(server, part, now);
    }
}

/** A pipe between two stations; the stations show its state in words. */
class Pipe {
    #mark = symbol('down', 'symbol pipe-mark');

    constructor(name) {
        this.node = el(
            'div',
            {class: `pipe pipe-${name}`, 'aria-hidden': 'true'},
            el('div', {class: 'pipe-bed'}, el('div', {class: 'pipe-stream'})),
            this.#mark);
    }

    update(state, perSecond) {
        setAttribute(this.node, 'data-state', state);
        // Only four speeds: a speed that changed each second would make the animation jump.
        setAttribute(this.node, 'data-pace', Math.min(4, Math.max(1, Math.ceil(Math.log10(Math.max(1, perSecond ?? 0))))));
        setSymbol(this.#mark, state === 'paused' ? 'paused' : 'down');
    }
}

function station(title, picture, className, ...content) {
    return el(
        'article',
        {class: `station ${className}`, 'aria-label': title},
        el('h3', {}, symbol(picture, 'picture'), title),
        ...content);
}

/** A state as a word with a symbol. */
class StatusLabel {
    #mark = symbol('unknown');
    text = el('span');

    constructor(attributes = {}) {
        for (const [name, value] of Object.entries(attributes)) {
            setAttribute(this.text, name, value);
        }
        this.node = el('span', {class: 'status-label'}, this.#mark, this.text);
    }

    update(level, text, shape = level) {
        setAttribute(this.node, 'data-level', level);
        setSymbol(this.#mark, shape);
        setText(this.text, text);
    }
}

class FileStation {
    #rows = el('ul', {class: 'lines'});
    #none = el('p', {class: 'quiet'}, UNKNOWN);
    #list;

    constructor() {
        this.node = station('Dump files', 'station-files', 'station-files', this.#none, this.#rows);
        this.#list = new KeyedList(this.#rows, (file) => file.name, () => {
            const name = el('span');
            const share = el('span', {class: 'figure'});
            const meter = bar();
            const about = el('span', {class: 'quiet'});
            const node = el('li', {}, el('span', {class: 'line'}, name, share), meter.node, about);
            return {
                node,
                update(file) {
                    setText(name, file.type ?? UNKNOWN);
                    setText(share, hasFailed(file) ? 'failed' : percent(isRead(file) ? 1 : file.fraction));
                    setAttribute(node, 'data-level', hasFailed(file) ? 'down' : null);
                    meter.set(isRead(file) ? 1 : file.fraction);
                    setText(about, `${plural(file.records, 'record')}`);
                },
            };
        });
    }

    update(files) {
        this.#list.update(files);
        setHidden(this.#none, files.length > 0);
    }
}

class ServiceStation {
    #service;
    #word = new StatusLabel();
    #rate;
    #left;
    #dead = el('a', {class: 'dead-link', href: '#dead-letters', hidden: true});
    #instances = el('span', {class: 'quiet'});

    constructor(service, title, picture, lane = 'extractor', ...more) {
        this.#service = service;
        this.#rate = el('strong', {class: 'figure', 'data-test': `rate-${service}`}, UNKNOWN);
        this.#left = el('span', {class: 'figure', 'data-test': `eta-${service}`}, UNKNOWN);
        this.node = station(
            title,
            picture,
            `station-service station-${service} lane-${lane}`,
            el('p', {class: 'station-state'}, this.#word.node, this.#instances),
            el('p', {class: 'rate'}, this.#rate, el('span', {class: 'unit'}, ' records/s')),
            el('p', {class: 'left'}, el('span', {class: 'unit'}, 'time left '), this.#left),
            this.#dead,
            ...more);
    }

    update(state, part, paused, left, waits = null) {
        const mine = (state.services ?? []).filter((each) => each.name === this.#service);
        const levels = mine.map((each) => levelOf(each.status));
        const level = mine.length === 0 ? 'unknown' : worst(levels);
        const status = mine.find((each) => levelOf(each.status) === level)?.status ?? UNKNOWN;
        const showsPause = paused && level !== 'down';
        setAttribute(this.node, 'data-level', showsPause ? 'degraded' : level);
        const word = (level !== 'down' && waits) || status;
        this.#word.update(showsPause ? 'degraded' : level, showsPause ? 'paused' : word, showsPause ? 'paused' : level);
        setText(this.#instances, part.instances > 1 ? `${part.instances} instances` : '');
        setFigure(this.#rate, part.known === false ? null : part.rate, rate);
        const nothingLeft = left === 0 || (part.ready === 0 && !known(left));
        setFigure(this.#left, nothingLeft ? 0 : left, nothingLeft ? () => 'none' : duration);
        setHidden(this.#dead, !(part.dead > 0));
        setText(this.#dead, part.dead > 0 ? plural(part.dead, 'dead letter') : '');
    }
}

/** The lines of a server: connection, breaker, last error. */
class ServerLines {
    #connection;
    #breaker;
    #since = el('span', {class: 'quiet'});
    #switch = symbol('breaker-unknown', 'breaker-symbol');
    #error = el('p', {class: 'error', hidden: true});
    #paused = new StatusLabel();

    constructor(server) {
        this.#connection = new StatusLabel({'data-test': `connection-${server}`});
        this.#breaker = el('span', {'data-test': `breaker-${server}`}, UNKNOWN);
        this.breakerLine = el(
            'p', {class: 'breaker'}, this.#switch, el('span', {class: 'quiet'}, 'breaker '), this.#breaker, this.#paused.node);
        this.nodes = [
            el('p', {class: 'station-state'}, this.#connection.node, this.#since),
            this.breakerLine,
            this.#error,
        ];
    }

    update(node, server, now) {
        const connection = server?.connection ?? UNKNOWN;
        const breaker = (server?.breaker ?? UNKNOWN).replace('_', '-');
        const level = {up: 'well', down: 'down'}[connection] ?? 'unknown';
        this.#connection.update(level, connection);
        const from = Date.parse(server?.since ?? '');
        setText(this.#since, Number.isFinite(from) ? `for ${roughly((now - from) / 1000)}` : '');
        setAttribute(this.#since, 'title', since(server?.since, now) || null);
        setText(this.#breaker, breaker === 'forced-open' ? 'forced open' : breaker);
        const shape = {closed: 'closed', 'half-open': 'half-open', open: 'open', 'forced-open': 'open'}[breaker] ?? UNKNOWN;
        setSymbol(this.#switch, `breaker-${shape}`);
        setAttribute(this.breakerLine, 'data-breaker', shape);
        setHidden(this.#paused.node, server?.paused !== true);
        this.#paused.update('degraded', 'paused', 'paused');
        const error = isDown(server) || connection !== 'up' ? server?.last_error : null;
        setHidden(this.#error, !error);
        setText(this.#error, error ?? '');
        setAttribute(this.#error, 'title', error); // in case it is too long to show
        const half = breaker === 'half-open' ? 'degraded' : level;
        setAttribute(node, 'data-level', isDown(server) ? 'down' : half);
    }
}

class Broker {
    #lines = new ServerLines('RabbitMQ');
    #queues = LANES.map((lane) => new Queues(lane));

    constructor() {
        this.node = station(
            'RabbitMQ',
            'station-queues',
            'station-broker',
            ...this.#lines.nodes,
            el('div', {class: 'queues'}, ...this.#queues.map((queues) => queues.node)));
    }

    update(rabbit, flow, now) {
        this.#lines.update(this.node, rabbit, now);
        const all = LANES.flatMap(({service}) => TYPES.map((type) => flow[service]?.types?.[type]?.ready)).filter(known);
        // A few records make a short bar.
        const full = Math.max(1_000, ...all);
        this.#queues.forEach((queues) => queues.update(flow, full));
    }
}

class Queues {
    #service;
    #total = el('strong', {class: 'figure'}, UNKNOWN);
    #rows;

    constructor({service, name}) {
        this.#service = service;
        this.#total.dataset.test = `ready-${service}`;
        this.#rows = TYPES.map((type) => {
            const figure = el('span', {class: 'figure', 'data-test': `ready-${service}-${type}`}, UNKNOWN);
            const meter = bar();
            return {type, figure, meter, node: el('li', {}, el('span', {class: 'line'}, el('span', {}, type), figure), meter.node)};
        });
        this.node = el(
            'div',
            {class: `queue lane-${name}`},
            el('h4', {class: 'line'}, el('span', {}, `for ${service}`), this.#total),
            el('ul', {class: 'lines'}, ...this.#rows.map((row) => row.node)));
    }

    update(flow, full) {
        const part = flow[this.#service] ?? {};
        setFigure(this.#total, part.ready);
        for (const {type, figure, meter} of this.#rows) {
            const ready = part.types?.[type]?.ready;
            setFigure(figure, ready);
            meter.set(known(ready) ? ready / full : null);
        }
    }
}

class Store {
    #lines;
    #stored;
    #age = el('p', {class: 'quiet age'});

    constructor(service, server, lane) {
        this.#lines = new ServerLines(server);
        this.#stored = new TypeList(`stored-${service}`);
        this.node = station(
            server, 'station-store', `station-store lane-${lane}`, ...this.#lines.nodes, this.#stored.node, this.#age);
    }

    update(server, part, now) {
        this.#lines.update(this.node, server, now);
        this.#stored.update((type) => part.types?.[type]?.stored);
        const counted = TYPES.map((type) => Date.parse(part.types?.[type]?.stored_at ?? '')).filter(Number.isFinite);
        setText(this.#age, counted.length > 0 ? `counted ${roughly((now - Math.min(...counted)) / 1000)} ago` : '');
    }
}

/** A number for each type. */
class TypeList {
    #rows;

    constructor(name) {
        this.#rows = TYPES.map((type) => {
            const figure = el('span', {class: 'figure', 'data-test': `${name}-${type}`}, UNKNOWN);
            return {type, figure, node: el('li', {class: 'line'}, el('span', {}, type), figure)};
        });
        this.node = el('ul', {class: 'lines'}, ...this.#rows.map((row) => row.node));
    }

    /** valueOf(type): its number, or null. */
    update(valueOf) {
        for (const {type, figure} of this.#rows) {
            setFigure(figure, valueOf(type));
        }
    }
}

/** A bar whose length shows a share; empty if that is unknown. */
function bar() {
    const inner = el('span', {class: 'bar-fill'});
    const node = el('span', {class: 'bar', 'aria-hidden': 'true'}, inner);
    let shown;
    return {
        node,
        set(share) {
            const width = known(share) ? `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%` : '0%';
            if (width !== shown) {
                shown = width;
                inner.style.width = width;
            }
            node.classList.toggle('unknown', !known(share));
        },
    };
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);
