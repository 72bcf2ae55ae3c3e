// The genres with their styles, as a tree.

import {el} from '../dom.js';
import {plural} from '../format.js';
import {recordAddress} from './address.js';
import {atLeast, countedNote, missingNotes} from './answers.js';
import {address, ask} from './api.js';
import {csvFile, downloadButton} from './download.js';
import {kindSymbol} from './links.js';
import {Pane} from './pane.js';
import {years} from './record-questions.js';

export class GenresPage {
    #page;
    #state;
    #pane;

    constructor(box, state, page) {
        this.#page = page;
        this.#state = state;
        const tree = el('div', {'data-test': 'genres'});
        this.heading = el('h1', {tabindex: '-1'}, 'Genres and styles');
        box.append(this.heading, tree);
        this.#pane = new Pane(tree, 'the genres');
        this.#pane.show((signal) => ask('/api/genres', {}, signal), (answer) => [...missingNotes(answer), ...this.#render(answer)]);
    }

    stop() {
        this.#pane.stop();
    }

    #render(answer) {
        const genres = answer.items;
        if (genres.length === 0) {
            return [el('p', {class: 'quiet'}, 'There are no genres yet.')];
        }
        const most = Math.max(...genres.map(({releases}) => releases ?? 0), 1);
        return [
            ...countedNote(answer),
            el('ul', {class: 'genres'}, ...genres.map((genre) => this.#genre(genre, most))),
            el(
                'div', {class: 'tools'},
                downloadButton('CSV', 'the genres and styles', () => csvFile('genres', [
                    ['genre', 'style', 'releases', 'first_year', 'last_year'],
                    ...genres.flatMap((genre) => [cells(genre, genre.name, ''), ...genre.styles.map((style) => cells(style, genre.name, style.name))]),
                ])),
                el('a', {href: address('/api/genres'), class: 'quiet'}, 'JSON')),
        ];
    }

    #genre(genre, most) {
        const node = el(
            'details', {open: this.#state.open.includes(genre.name), 'data-test': `genre-${genre.name}`},
            el('summary', {}, kindSymbol('genres'), el('span', {class: 'genre-name'}, genre.name), numbers(genre),
                el('progress', {max: most, value: genre.releases ?? 0, 'aria-hidden': 'true'})),
            el('p', {}, el('a', {href: recordAddress({type: 'genres', id: genre.name})}, `All about ${genre.name}`)),
            el('ul', {class: 'genre-styles'}, ...genre.styles.map((style) => el(
                'li', {}, kindSymbol('styles'), el('a', {href: recordAddress({type: 'styles', id: style.name})}, style.name), numbers(style)))));
        node.addEventListener('toggle', () => this.#toggled(genre.name, node.open));
        return el('li', {}, node);
    }

    #toggled(name, open) {
        const others = this.#state.open.filter((each) => each !== name);
        if (open !== this.#state.open.includes(name)) {
            this.#state = {...this.#state, open: open ? [...others, name] : others};
            this.#page.replace(this.#state, {quiet: true});
        }
    }
}

const cells = (each, genre, style) => [genre, style, each.releases, each.first_year, each.last_year];

function numbers(each) {
    return el('span', {class: 'quiet genre-numbers'}, `${atLeast(each)}${plural(each.releases, 'release')}${years(each)}`);
}
