// The events, newest first.

import {el, KeyedList, setText, symbol} from './dom.js';
import {time} from './format.js';

const LEVELS = {
    failure: 'down',
    breaker_open: 'down',
    file_failed: 'down',
    record_rejected: 'down',
    breaker_half_open: 'degraded',
    paused: 'degraded',
    standby: 'degraded',
    dead_lettered: 'degraded',
    connected: 'well',
    breaker_closed: 'well',
    resumed: 'well',
    caught_up: 'well',
    downloaded: 'well',
    download_failed: 'degraded',
    file_complete: 'well',
    extraction_complete: 'well',
    load_complete: 'well',
    load_incomplete: 'degraded',
};
const SPOKEN = 3;

export class Events {
    #rows = el('ol', {class: 'events', 'data-test': 'events', tabindex: '0', 'aria-label': 'Events, newest first'});
    #none = el('p', {class: 'quiet'}, 'None yet.');
    #list = new KeyedList(this.#rows, (event) => event.id, create);
    #announcer;
    #first = true;

    /** announcer: a polite live region, in which screen readers announce new events. */
    constructor(box, announcer) {
        this.#announcer = announcer;
        box.append(this.#none, this.#rows);
    }

    update(state, now) {
        const events = state.events ?? [];
        const fresh = events.filter((event) => !this.#list.has(event.id));
        this.#none.hidden = events.length > 0;
        this.#list.update(events, now);
        // Events from before the page was opened are not announced.
        if (!this.#first && fresh.length > 0) {
            setText(this.#announcer, fresh.slice(0, SPOKEN).reverse().map(sentence).join('. '));
        }
        this.#first = false;
    }
}

/** The subject, unless the text begins with it. */
const subjectOf = ({subject, text}) => (!subject || text?.startsWith(subject) ? '' : subject);

/** The service, unless the process runs several. */
const serviceOf = ({service}) => (service?.includes(',') ? '' : (service ?? ''));

const sentence = (event) => [subjectOf(event), event.text].filter(Boolean).join(': ');

function create(event) {
    const level = LEVELS[event.kind] ?? 'info';
    const at = el('time', {datetime: event.time});
    const node = el(
        'li',
        {'data-kind': event.kind, 'data-level': level},
        symbol(level === 'degraded' && event.kind === 'paused' ? 'paused' : level),
        at,
        el('span', {class: 'event-text'}, el('strong', {}, subjectOf(event)), ' ', event.text ?? ''),
        el('span', {class: 'event-about'}, serviceOf(event)));
    return {
        node,
        update(each, now) {
            setText(at, time(each.time, now)); // another day's events show their date
        },
    };
}
