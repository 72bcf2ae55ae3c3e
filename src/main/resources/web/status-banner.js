// The status of the system at a glance: the banner, the tab's title and its icon.

import {el, KeyedList, setAttribute, setHidden, setSymbol, setText, symbol} from './dom.js';
import {duration, time} from './format.js';
import {systemStatus} from './system-status.js';

const MARKS = {down: '✖', degraded: '▲', unknown: '?', well: '✓'};

/** The banner at the top: whether everything works, and how old the numbers are if they are stale. */
export class StatusBanner {
    #box;
    #favicon = document.getElementById('favicon');
    #mark = symbol('unknown', 'symbol status-mark');
    #title = el('h2', {'data-test': 'status'}, 'Waiting for the first numbers');
    #detail = el('p', {class: 'detail', hidden: true});
    #progress = el('p', {class: 'progress', hidden: true});
    #problems = el('ul', {class: 'problems'});
    #stale = el('p', {class: 'stale-note', hidden: true, 'data-test': 'stale'});
    #list;

    constructor(box) {
        this.#box = box;
        this.#list = new KeyedList(this.#problems, (problem) => problem.key, problemRow);
        box.append(this.#stale, this.#mark, el('div', {class: 'status-text'}, this.#title, this.#detail, this.#problems, this.#progress));
        this.#show('unknown', 'Discogsography');
    }

    /** Shows a new state. */
    update(state, now) {
        const status = systemStatus(state, now);
        setText(this.#title, status.title);
        say(this.#detail, status.detail);
        setHidden(this.#problems, status.more.length === 0);
        this.#list.update(status.more);
        say(this.#progress, status.progress);
        setSymbol(this.#mark, status.level);
        this.#show(status.level, `${status.title} · Discogsography`);
    }

    /** Marks the numbers as stale. from: their time in ms, or null if there were never any; seconds: their age. */
    stale(from, seconds) {
        setText(
            this.#stale,
            from === null
                ? 'The dashboard does not answer yet. There is no data yet.'
                : `The dashboard does not answer. All numbers are from ${time(from, from)}, ${duration(seconds)} ago.`);
        setHidden(this.#stale, false);
        this.#head('unknown', 'reconnecting… · Discogsography');
    }

    fresh() {
        setHidden(this.#stale, true);
    }

    #show(level, title) {
        setAttribute(this.#box, 'data-level', level);
        this.#head(level, title);
    }

    #head(level, title) {
        const marked = `${MARKS[level]} ${title}`;
        if (document.title !== marked) {
            document.title = marked;
        }
        setAttribute(this.#favicon, 'href', `/web/favicon-${level}.svg`);
    }
}

function say(node, sentence) {
    setText(node, sentence);
    setHidden(node, sentence === '');
}

function problemRow() {
    const mark = symbol('unknown');
    const title = el('strong');
    const detail = el('span', {class: 'detail'});
    const node = el('li', {}, mark, el('span', {}, title, ' ', detail));
    return {
        node,
        update(problem) {
            setAttribute(node, 'data-level', problem.level);
            setSymbol(mark, problem.level);
            setText(title, problem.title);
            setText(detail, problem.detail);
        },
    };
}
