// What can be asked of an entity beside its record: its years, its profile, its companions, what is similar to it.

import {el} from '../dom.js';
import {count, percent, plural} from '../format.js';
import {format} from './address.js';
import {atLeast, countedNote, missingLine} from './answers.js';
import {entityLink} from './links.js';
import {YearChart} from './year-chart.js';

const MOST_SHARES = 5;
const SHARES = {genres: 'Genres', styles: 'Styles', decades: 'Decades', formats: 'Formats', countries: 'Countries'};

/** The releases a year. named: answers a promise of whose they are. */
export function timeline(answer, named) {
    const years = answer.items.length === 0
        ? el('p', {class: 'quiet'}, 'No releases with a year.')
        : new YearChart(answer.items, named).node;
    const without = answer.without_year > 0 ? [el('p', {class: 'quiet'}, `${plural(answer.without_year, 'release')} without a year.`)] : [];
    return [...missingLine(answer), years, ...without, ...countedNote(answer)];
}

/** The shares of genres, styles, decades, formats and countries. */
export function profile(answer) {
    const groups = Object.entries(SHARES).filter(([name]) => (answer[name] ?? []).length > 0);
    if (groups.length === 0) {
        return [...missingLine(answer), el('p', {class: 'quiet'}, 'No releases to count.')];
    }
    return [
        ...missingLine(answer),
        el('p', {class: 'quiet'}, `Of ${atLeast(answer)}${plural(answer.releases, 'release')}.`),
        el('div', {class: 'shares'}, ...groups.map(([name, title]) => el(
            'section', {'aria-label': title}, el('h3', {}, title),
            el('ul', {}, ...answer[name].slice(0, MOST_SHARES).map(shareRow))))),
    ];
}

const shareRow = ({name, share, count: releases}) => el(
    'li', {}, el('span', {}, name), el('span', {class: 'figure quiet'}, percent(share)),
    el('progress', {max: 1, value: share, 'aria-label': `${name}: ${plural(releases, 'release')}`}));

/** Artists on the same releases. */
export function collaborators(answer, of) {
    if (answer.items.length === 0) {
        return [...missingLine(answer), el('p', {class: 'quiet'}, 'Nobody else is on these releases.')];
    }
    const rows = answer.items.map((each) => el(
        'li', {}, entityLink(each), el('span', {class: 'quiet'}, ` ${count(each.releases)}${years(each)} `),
        el('a', {class: 'quiet', href: format({view: 'path', from: of, to: each, depth: 6}), 'aria-label': `Path to ${each.name ?? each.id}`}, 'path')));
    return [...missingLine(answer), el('ul', {class: 'entities'}, ...rows), ...countedNote(answer)];
}

/** ", 1996 to 2008" */
export function years({first_year: first, last_year: last}) {
    return !Number.isInteger(first) ? '' : first === last ? `, ${first}` : `, ${first} to ${last}`;
}

/** What is similar, with the reasons. */
export function similar(answer) {
    if (answer.items.length === 0) {
        return [...missingLine(answer), el('p', {class: 'quiet'}, 'Nothing is similar enough.')];
    }
    const rows = answer.items.map((each) => el(
        'li', {}, entityLink(each),
        el('p', {class: 'quiet'}, each.reasons.map(({kind, names}) => `${kind}: ${names.join(', ')}`).join(' · '))));
    return [...missingLine(answer), el('ul', {class: 'entities'}, ...rows)];
}
