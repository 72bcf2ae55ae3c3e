// Sets up the page: each state of the stream goes to every part.

import {Charts} from './charts.js';
import {DeadLetters} from './dead-letters.js';
import {setAttribute, setHidden, setText} from './dom.js';
import {Events} from './events.js';
import {Files} from './files.js';
import {Flow} from './flow.js';
import {dumpDate, time} from './format.js';
import {Loads} from './loads.js';
import {RecordOutcomes} from './records.js';
import {Services} from './services.js';
import {StateStream} from './state-stream.js';
import {StatusBanner} from './status-banner.js';

const part = (id) => document.getElementById(id);
const banner = new StatusBanner(part('status'));
const charts = new Charts(part('charts'));
const parts = [
    new Flow(part('flow')),
    charts,
    new Files(part('files')),
    new Loads(part('loads')),
    new RecordOutcomes(part('records')),
    new DeadLetters(part('dead')),
    new Services(part('services')),
    new Events(part('events'), part('announcer')),
];

let last = null; // the last state, its time on the server and on this page's clock
let live = false;

function take(state) {
    last = {state, time: Date.parse(state.time), at: performance.now()};
    show();
}

/** A part that fails does not stop the others. */
function show() {
    const {state, time: now} = last;
    attempt(() => banner.update(state, now));
    if (document.hidden) {
        return; // only the title can be seen
    }
    for (const each of parts) {
        attempt(() => each.update(state, now));
    }
    setText(part('dump'), state.dump == null ? 'dump unknown' : `dump ${dumpDate(state.dump)}`);
    setText(part('version'), state.version ?? '');
    setHidden(part('explore'), !isExplorerHere(state.services ?? []));
    setText(part('clock'), time(now, now));
}

/** The explorer of another process may have an address that is none for this browser. */
function isExplorerHere(services) {
    const address = (name) => services.find((service) => service.name === name)?.address;
    return address('discovery') !== undefined && address('discovery') === address('dashboard');
}

function attempt(action) {
    try {
        action();
    } catch (failure) {
        console.error(failure);
    }
}

function setLive(isLive) {
    live = isLive;
    setText(part('live'), isLive ? 'live' : 'reconnecting…');
    setAttribute(part('live-box'), 'data-live', String(isLive));
    document.body.classList.toggle('stale', !isLive);
    if (isLive) {
        banner.fresh();
        charts.fetch();
        show(); // the title still says that it is reconnecting
    } else {
        age();
    }
}

function age() {
    if (!live) {
        banner.stale(last?.time ?? null, last === null ? 0 : (performance.now() - last.at) / 1000);
    }
}

document.addEventListener('visibilitychange', () => {
    if (!document.hidden && last !== null) {
        charts.fetch();
        show();
        age();
    }
});
setInterval(age, 1_000);
new StateStream('/api/live', take, setLive).start();
