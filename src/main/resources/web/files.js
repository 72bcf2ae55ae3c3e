// Each dump file: how far it has been read, and how many records were rejected; and what is being downloaded.

import {el, KeyedList, setAttribute, setFigure, setHidden, setText} from './dom.js';
import {bytes, dumpDate, duration, known, percent, time, UNKNOWN} from './format.js';
import {row, table} from './table.js';
import {hasFailed, isRead} from './system-status.js';

const COLUMNS = [
    {title: 'File', className: 'name'},
    {title: 'Progress', className: 'wide'},
    {title: 'Records', className: 'number'},
    {title: 'Rejected', className: 'number'},
    {title: 'Read', className: 'number'},
    {title: 'Time left', className: 'number'},
];

export class Files {
    #none = el('p', {class: 'quiet'}, 'No files: the extractor has none, or does not answer.');
    #download = el('p', {class: 'quiet', hidden: true, 'data-test': 'download'});
    #table;
    #list;

    constructor(box) {
        const {node, body} = table('Dump files and their progress', COLUMNS);
        this.#table = node;
        this.#list = new KeyedList(body, (file) => file.name, create);
        box.append(this.#download, this.#none, node);
    }

    update(state, now) {
        setHidden(this.#download, state.download == null);
        setText(this.#download, state.download == null ? '' : ofDownload(state.download, now));
        const files = state.files ?? [];
        setHidden(this.#none, files.length > 0);
        setHidden(this.#table, files.length === 0);
        this.#list.update(files);
    }
}

/** What the download does, in one line. */
function ofDownload(download, now) {
    if (download.file != null) {
        const size = known(download.size) ? ` of ${bytes(download.size)}` : '';
        return `Downloading ${download.file}: ${bytes(download.bytes)}${size}, ${bytes(download.bytes_per_second)}/s`;
    }
    if (download.state === 'looking') {
        return 'Asking Discogs which dumps there are';
    }
    if (download.state === 'downloading') {
        return `Downloading the dump of ${dumpDate(download.version)}`;
    }
    const next = download.next_look == null ? '' : `; Discogs is asked again at ${time(download.next_look, now)}`;
    if (download.failure != null) {
        return `The last download failed: ${download.failure}${next}`;
    }
    return download.newest == null
        ? `Nothing has been downloaded yet${next}`
        : `The newest dump of Discogs is that of ${dumpDate(download.newest)}${next}`;
}

function create(file) {
    const {node, cells} = row(COLUMNS);
    const [name, progress, records, rejected, read, left] = cells;
    const state = el('span', {class: 'state'});
    const meter = el('progress', {max: 1, 'aria-label': `${file.type} read`});
    const share = el('span', {class: 'figure', 'data-test': `file-${file.type}`});
    const failure = el('p', {class: 'error', hidden: true});
    name.append(...breakable(file.name));
    progress.append(el('span', {class: 'line'}, state, share), meter, failure);
    return {
        node,
        update(now) {
            const failed = hasFailed(now);
            const done = isRead(now);
            setAttribute(node, 'data-level', failed ? 'down' : done ? 'well' : null);
            setText(state, now.state ?? UNKNOWN);
            const fraction = done ? 1 : now.fraction;
            setFigure(share, fraction, percent);
            // A <progress> without a value means that the progress is unknown.
            setAttribute(meter, 'value', known(fraction) ? fraction : null);
            setText(failure, now.failure ?? '');
            setHidden(failure, now.failure == null);
            setFigure(records, now.records);
            setFigure(rejected, now.rejected);
            rejected.classList.toggle('some', now.rejected > 0);
            setText(read, howMuch(now, done));
            setFigure(left, done ? 0 : now.eta_seconds, done ? () => 'none' : duration);
        },
    };
}

/** A name that may be broken after _ . and -. */
function breakable(name) {
    return name.split(/(?<=[_.-])/).flatMap((piece) => [piece, el('wbr')]);
}

function howMuch(file, done) {
    if (!known(file.bytes)) {
        return UNKNOWN;
    }
    return done ? bytes(file.bytes) : `${bytes(file.bytes_read)} of ${bytes(file.bytes)}`;
}
