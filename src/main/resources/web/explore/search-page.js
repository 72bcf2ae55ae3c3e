// The results of a search, with the numbers by which it can be narrowed; without a question, what the stores hold.

import {el, setText} from '../dom.js';
import {count, dumpDate, known, plural} from '../format.js';
import {format, recordAddress, searchAddress} from './address.js';
import {address, ask} from './api.js';
import {atLeast, missingNotes} from './answers.js';
import {csvFile, downloadButton} from './download.js';
import {kindSymbol} from './links.js';
import {aboutOf, KINDS, nameOf} from './kinds.js';
import {notice, Pane} from './pane.js';

const LIMIT = 20;
const WELCOME = 'Search for an artist, a label or a release, unfold the graph around it, or see how two of them are connected.';
const FACETS = {type: 'Kind', genre: 'Genre', decade: 'Decade'};
const FILTERS = ['type', 'genre', 'style', 'decade', 'country'];

export class SearchPage {
    #page;
    #state;
    #pane;
    #came = null; // the pages that have come: {key, items, facets, missing, next, pages}

    constructor(box, state, page) {
        this.#page = page;
        this.#state = state;
        const results = el('div', {class: 'results', 'data-test': 'results'});
        this.#pane = new Pane(results, state.q === '' ? 'the numbers' : 'the results');
        if (state.q === '') {
            this.heading = el('h1', {tabindex: '-1'}, 'Explore');
            box.append(el('div', {class: 'welcome'}, this.heading, el('p', {}, WELCOME)), results);
            this.#pane.show((signal) => ask('/api/statistics', {}, signal), statistics);
        } else {
            this.heading = el('h1', {tabindex: '-1', class: 'results-title'});
            box.append(this.heading, results);
            this.update(state);
        }
    }

    /** Shows other results. What is on the page stays until they come. */
    update(state) {
        if (this.#state.q === '' || state.q === '') {
            return false;
        }
        this.#state = state;
        this.#page.title(`“${state.q}”`);
        setText(this.heading, `Results for “${state.q}”`);
        this.#pane.show((signal) => this.#ask(signal), (came) => this.#render(came));
        return true;
    }

    stop() {
        this.#pane.stop();
    }

    get #parameters() {
        return {q: this.#state.q, ...Object.fromEntries(FILTERS.map((name) => [name, this.#state[name]]))};
    }

    /** As many pages as the address says: those that have come are not asked for again. */
    async #ask(signal) {
        const {pages} = this.#state;
        const key = JSON.stringify(this.#parameters);
        let came = this.#came?.key === key && this.#came.pages <= pages ? this.#came : null;
        while (came === null || (came.pages < pages && came.next)) {
            const answer = await ask('/api/search', {...this.#parameters, limit: LIMIT, cursor: came?.next}, signal);
            came = {
                key, items: [...(came?.items ?? []), ...answer.items], facets: came?.facets ?? answer.facets,
                missing: answer.missing, next: answer.next, cut: answer.at_least === true, pages: (came?.pages ?? 0) + 1,
            };
        }
        this.#came = came;
        return came;
    }

    #render({items, facets, missing, next, cut}) {
        const chosen = FILTERS.filter((name) => this.#state[name]).map((name) => el(
            'a', {class: 'tag chosen', href: this.#narrowed(name, null)},
            valueName(name, this.#state[name]), el('span', {class: 'visually-hidden'}, ': remove this filter'), el('span', {'aria-hidden': 'true'}, ' ✕')));
        const filters = chosen.length === 0 ? [] : [el('p', {class: 'tags', 'aria-label': 'Filters'}, ...chosen)];
        if (items.length === 0) {
            this.#page.announce('No results');
            return [
                ...missingNotes({missing}),
                ...filters,
                el(
                    'div', {class: 'empty-results', 'data-test': 'no-results'}, el('p', {}, el('strong', {}, 'Nothing found.')),
                    el('p', {class: 'quiet'}, chosen.length > 0 ? 'Without the filters there may be more.' : 'Try fewer or other words. Typing errors and accents do not matter much.')),
            ];
        }
        this.#page.announce(`${plural(items.length, 'result')}${next ? ', and more' : ''}`);
        const list = el('ol', {class: 'result-list'}, ...items.map(resultRow));
        const main = el('div', {class: 'result-main'}, ...filters, list);
        if (next) {
            const more = el('button', {type: 'button', class: 'more', 'data-focus': 'more', 'data-test': 'more-results'}, 'More results');
            more.addEventListener('click', () => this.#page.go({...this.#state, pages: this.#state.pages + 1}, {keep: true}));
            main.append(more);
        } else if (cut) {
            main.append(el('p', {class: 'quiet'}, 'These are not all. Add a word or a filter to find others.'));
        }
        main.append(el(
            'div', {class: 'tools'},
            downloadButton('CSV', 'the results shown', () => csvFile(`search-${this.#state.q}`, [
                ['type', 'id', 'name', 'detail', 'year', 'score'],
                ...items.map((item) => [item.type, item.id, item.name, item.detail, item.year, item.score]),
            ])),
            el('a', {href: address('/api/search', {...this.#parameters, format: 'csv'}), class: 'quiet'}, 'All results as CSV'),
            el('a', {href: address('/api/search', this.#parameters), class: 'quiet'}, 'JSON')));
        return [...missingNotes({missing}), el('div', {class: 'result-columns'}, this.#facets(facets), main)];
    }

    #facets(facets) {
        const groups = Object.entries(FACETS)
            .map(([name, title]) => ({name, title, values: facets?.[name] ?? []}))
            .filter(({values}) => values.length > 0);
        return el('nav', {class: 'facets', 'aria-label': 'Narrow the results'}, ...groups.map(({name, title, values}) => el(
            'section', {}, el('h2', {}, title),
            el('ul', {}, ...values.slice(0, 12).map((facet) => {
                const {value} = facet;
                const on = this.#state[name] === String(value);
                return el(
                    'li', {}, el(
                        'a', {href: this.#narrowed(name, on ? null : String(value)), 'aria-current': on ? 'true' : null, 'data-test': `facet-${name}-${value}`},
                        el('span', {}, ...(name === 'type' ? [kindSymbol(value), ' '] : []), valueName(name, value)), el('span', {class: 'figure quiet'}, `${atLeast(facet)}${count(facet.count)}`)));
            })))));
    }

    #narrowed(name, value) {
        return searchAddress({...this.#state, [name]: value, pages: 1});
    }
}

const valueName = (name, value) => (name === 'type' ? (KINDS[value]?.many ?? value) : name === 'decade' ? `${value}s` : value);

function resultRow(item) {
    return el(
        'li', {'data-test': `result-${item.type}/${item.id}`},
        kindSymbol(item.type),
        el('div', {}, el('a', {href: recordAddress(item)}, nameOf(item)), el('p', {class: 'quiet'}, aboutOf(item))));
}

/** What the stores hold: rows, or where there are none of that kind, nodes. */
function statistics(answer) {
    const version = answer.types.map((each) => each.version).filter(Boolean).sort().pop();
    const tiles = answer.types.filter(({rows, nodes}) => known(rows ?? nodes)).map((each) => el(
        'li', {class: 'panel'}, kindSymbol(each.type),
        el('strong', {class: 'figure'}, `${each.rows_estimated ? 'about ' : ''}${count(each.rows ?? each.nodes)}`),
        el('span', {class: 'quiet'}, KINDS[each.type]?.many ?? each.type)));
    const empty = answer.types.every(({rows, nodes}) => !(rows > 0) && !(nodes > 0));
    return [
        ...missingNotes(answer),
        ...(empty && !answer.missing ? [notice('info', 'The stores are empty', 'Nothing has been loaded yet.')] : []),
        el('ul', {class: 'tiles'}, ...tiles),
        el('p', {class: 'quiet'}, ...(version ? [`The dump of ${dumpDate(version)}. `] : []), el('a', {href: format({view: 'genres'})}, 'Genres and styles')),
    ];
}
