// Parts of answers in words: what they lack, and what their numbers are true for.

import {el} from '../dom.js';
import {dumpDate} from '../format.js';
import {notice} from './pane.js';

const STORES = {neo4j: 'Neo4j', postgresql: 'PostgreSQL'};

export const storeName = (store) => STORES[store] ?? store;

/** A notice for each store that an answer had to do without. */
export function missingNotes(answer) {
    return (answer.missing ?? []).map((store) => notice('degraded', `${storeName(store)} does not answer, or does not have this`, 'What only it knows is missing here.'));
}

/** The same in a quiet line, for the parts of a page that has a notice already. */
export function missingLine(answer) {
    return (answer.missing ?? []).map((store) => el('p', {class: 'quiet'}, `Without what only ${storeName(store)} knows.`));
}

/** "at least " before a number that was cut off. */
export const atLeast = (counted) => (counted.at_least === true ? 'at least ' : '');

/** The dump that numbers are true for, and whether they are all. */
export function countedNote(answer) {
    const words = [
        ...(answer.at_least === true ? ['Not all releases have been looked at.'] : []),
        ...(answer.version ? [`Counted for the dump of ${dumpDate(answer.version)}.`] : []),
    ];
    return words.length === 0 ? [] : [el('p', {class: 'quiet'}, words.join(' '))];
}
