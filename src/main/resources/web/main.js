// Puts the page together: each state of the stream goes to every part.

import {Charts} from './charts.js';
import {DeadLetters} from './dead-letters.js';
import {setAttribute, setText} from './dom.js';
import {Events} from './events.js';
import {Files} from './files.js';
import {Flow} from './flow.js';
import {dumpDate, time} from './format.js';
import {Live} from './live.js';
import {PageState} from './page-state.js';
import {Records} from './records.js';
import {Services} from './services.js';

const part = (id) => document.getElementById(id);
const pageState = new PageState(part('verdict'));
const charts = new Charts(part('charts'));
const parts = [
    new Flow(part('flow')),
    charts,
    new Files(part('files')),
    new Records(part('records')),
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

/** A part that fails leaves the others alone. */
function show() {
    const {state, time: now} = last;
    attempt(() => pageState.update(state, now));
    if (document.hidden) {
        return; // nobody sees more than the title
    }
    for (const each of parts) {
        attempt(() => each.update(state, now));
    }
    setText(part('dump'), state.dump == null ? 'dump unknown' : `dump ${dumpDate(state.dump)}`);
    setText(part('version'), state.version ?? '');
    setText(part('clock'), time(now, now));
}

function attempt(action) {
    try {
        action();
    } catch (failure) {
        console.error(failure);
    }
}

function becomes(isLive) {
    live = isLive;
    setText(part('live'), isLive ? 'live' : 'reconnecting…');
    setAttribute(part('live-box'), 'data-live', String(isLive));
    document.body.classList.toggle('stale', !isLive);
    if (isLive) {
        pageState.fresh();
        charts.fetch();
        show(); // the title told of the gap
    } else {
        age();
    }
}

function age() {
    if (!live) {
        pageState.stale(last?.time ?? null, last === null ? 0 : (performance.now() - last.at) / 1000);
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
new Live('/api/live', take, becomes).start();
