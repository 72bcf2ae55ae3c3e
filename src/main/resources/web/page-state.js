// The worst state where it is seen without reading the page: the verdict, the tab's title and its icon.

import {el, KeyedList, setAttribute, setHidden, setSymbol, setText, symbol} from './dom.js';
import {duration, time} from './format.js';
import {judge} from './verdict.js';

const MARKS = {down: '✖', degraded: '▲', unknown: '?', well: '✓'};

/** The band at the top that says whether all is well, and since when the numbers are old. */
export class PageState {
    #box;
    #favicon = document.getElementById('favicon');
    #mark = symbol('unknown', 'symbol verdict-mark');
    #title = el('h2', {'data-test': 'verdict'}, 'Waiting for the first numbers');
    #detail = el('p', {class: 'detail', hidden: true});
    #progress = el('p', {class: 'progress', hidden: true});
    #problems = el('ul', {class: 'problems'});
    #stale = el('p', {class: 'stale-note', hidden: true, 'data-test': 'stale'});
    #list;

    constructor(box) {
        this.#box = box;
        this.#list = new KeyedList(this.#problems, (problem) => problem.key, problemRow);
        box.append(this.#stale, this.#mark, el('div', {class: 'verdict-text'}, this.#title, this.#detail, this.#problems, this.#progress));
        this.#show('unknown', 'Discogsography');
    }

    /** A state that has just come. */
    update(state, now) {
        const verdict = judge(state, now);
        setText(this.#title, verdict.title);
        say(this.#detail, verdict.detail);
        setHidden(this.#problems, verdict.more.length === 0);
        this.#list.update(verdict.more);
        say(this.#progress, verdict.progress);
        setSymbol(this.#mark, verdict.level);
        this.#show(verdict.level, `${verdict.title} · Discogsography`);
    }

    /** The numbers are old: from then (ms, or null: there were never any), for so many seconds. */
    stale(from, seconds) {
        setText(
            this.#stale,
            from === null
                ? 'The dashboard does not answer yet. Nothing is known so far.'
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
