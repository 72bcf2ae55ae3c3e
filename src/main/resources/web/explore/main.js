// The explorer: shows what its address says, and changes the address for whatever else is to be shown.

import {el, setText} from '../dom.js';
import {format, PAGE, parse, recordAddress} from './address.js';
import {GenresPage} from './genres-page.js';
import {GraphPage} from './graph-page.js';
import {notice} from './pane.js';
import {PathPage} from './path-page.js';
import {RecordPage} from './record-page.js';
import {SearchBox} from './search-box.js';
import {SearchPage} from './search-page.js';

const VIEWS = {search: SearchPage, record: RecordPage, graph: GraphPage, path: PathPage, genres: GenresPage};
const SCROLL_PATIENCE_MS = 1_500;
const OWN_PATHS = ['/', PAGE];
const TITLES = {search: 'Explore', graph: 'Graph', path: 'Path', genres: 'Genres and styles', record: 'Record'};

const main = document.getElementById('main');
const announcer = document.getElementById('announcer');
const search = new SearchBox({
    label: 'artists, labels and releases', placeholder: 'Search artists, labels, releases', test: 'search',
    onPick: (entity) => open(recordAddress(entity)),
    onText: (text) => go(addressed(text) ?? {...filtersOf(shown), view: 'search', q: text, pages: 1}),
});
let shown = null; // the state
let view = null;

const page = {
    go,
    open,
    replace,
    announce: (text) => setText(announcer, text),
    title,
};

/** Shows a state, as a new step of the browser's history. keep: the page stays where it is scrolled to. */
function go(state, {keep = false} = {}) {
    const address = format(state);
    if (address !== location.pathname + location.search) {
        history.replaceState({scroll: scrollY}, '');
        history.pushState({scroll: 0}, '', address);
    }
    show(parse(location.search), {keep});
}

function open(address) {
    go(parse(address.slice(address.indexOf('?'))));
}

/** Shows a state in the place of the present one. quiet: the view has shown it already. */
function replace(state, {quiet = false} = {}) {
    history.replaceState(history.state, '', format(state));
    shown = parse(location.search);
    if (!quiet) {
        view.update?.(shown);
    }
}

function show(state, {keep = false, first = false} = {}) {
    const before = shown;
    shown = state;
    search.close();
    search.text = state.view === 'search' ? state.q : '';
    document.querySelectorAll('[data-view]').forEach((link) => {
        if (link.dataset.view === state.view) {
            link.setAttribute('aria-current', 'page');
        } else {
            link.removeAttribute('aria-current');
        }
    });
    if (before?.view === state.view && view.update?.(state)) {
        if (!keep) {
            scrollTo(0, 0);
            view.heading.focus({preventScroll: true});
        }
        return;
    }
    view?.stop();
    title(state.view === 'search' && state.q ? `“${state.q}”` : TITLES[state.view]);
    const box = el('div', {class: `view view-${state.view}`});
    try {
        view = new VIEWS[state.view](box, state, page);
    } catch (failure) {
        console.error(failure);
        view = {stop() {}};
        box.replaceChildren(notice('degraded', 'This page cannot be shown', 'Its address may be damaged.'));
    }
    main.replaceChildren(box);
    if (!keep) {
        scrollTo(0, 0);
    }
    if (!first && !keep) {
        view.heading?.focus({preventScroll: true});
    }
}

/** Where it was scrolled to can be reached only after answers have come. */
function scrollBack(to) {
    const end = performance.now() + SCROLL_PATIENCE_MS;
    const given = shown;
    const step = () => {
        scrollTo(0, to);
        if (scrollY < to - 1 && shown === given && performance.now() < end) {
            requestAnimationFrame(step);
        }
    };
    step();
}

function title(text) {
    document.title = `${text} · Discogsography`;
}

/** The record of "artists/1", or of an address of discogs.com such as …/artist/1-The-Persuader, or null. */
function addressed(text) {
    const [, kind, id] = /(?:^|discogs\.com\/(?:[a-z]{2}\/)?)(artist|label|master|release)s?\/(\d+)(?:[-?#].*)?$/.exec(text) ?? [];
    return kind === undefined ? null : {view: 'record', type: `${kind}s`, id};
}

const filtersOf = (state) => (state?.view === 'search' && state.q !== '' ? {type: state.type, genre: state.genre, style: state.style, decade: state.decade, country: state.country} : {});

/** A link to this page is followed here, unless another tab or a download is meant. */
function followed(event) {
    const link = event.target.closest?.('a[href]');
    if (link === null || link === undefined || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
        return;
    }
    if (link.target === '' && !link.hasAttribute('download') && link.origin === location.origin && link.pathname === PAGE && link.hash === '') {
        event.preventDefault();
        go(parse(link.search));
    }
}

if (!OWN_PATHS.includes(location.pathname)) {
    history.replaceState(null, '', PAGE + location.search);
}
history.scrollRestoration = 'manual';
document.getElementById('search').append(search.node);
document.addEventListener('click', followed);
addEventListener('popstate', (event) => {
    show(parse(location.search));
    scrollBack(event.state?.scroll ?? 0);
});
document.addEventListener('keydown', (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? '');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        search.focus();
    }
});
show(parse(location.search), {first: true});
if (shown.view === 'search' && shown.q === '' && matchMedia('(min-width: 681px)').matches) {
    search.focus();
}
