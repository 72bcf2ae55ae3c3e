package org.discogsography.discovery;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.discogsography.discovery.contract.Contract;
import org.discogsography.discovery.contract.Problem;
import org.discogsography.web.WebJson;

/**
 * Lets only so many questions in at once. Others wait for a moment, without a thread, and are then refused. It also ends a question that takes
 * longer than its budget, whatever hangs, refuses what is no question, and holds questions back while a load runs. Thread-safe.
 */
final class Gate implements Handler<RoutingContext> {

    private static final int RETRY_SECONDS = 1;

    private final Contract contract;
    private final Predicate<String> isAnswered;
    private final int most;
    private final int mostExports;
    private final Duration patience;
    private final Duration budget;
    private final Pace pace;
    private final Map<HttpServerRequest, Ticket> tickets = new ConcurrentHashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>(); // guarded by this
    private int inside; // guarded by this
    private int exports; // guarded by this
    private boolean wakes; // a timer lets the next ones in; guarded by this

    /**
     * @param isAnswered whether there is a route for the operation of an id
     * @param most how many questions there may be at once, and how many may wait
     * @param patience how long one waits before it is refused
     * @param budget how long a question may take
     * @param pace how much time questions may take while a load runs
     */
    Gate(Contract contract, Predicate<String> isAnswered, int most, Duration patience, Duration budget, Pace pace) {
        this.contract = contract;
        this.isAnswered = isAnswered;
        this.most = most;
        this.mostExports = Math.max(1, most / 2);
        this.patience = patience;
        this.budget = budget;
        this.pace = pace;
    }

    /**
     * A question that waits for its turn.
     *
     * @param since in nanoseconds
     */
    private record Waiting(RoutingContext request, Context context, boolean isExport, long since) {}

    /** How much time questions may take. */
    Pace pace() {
        return pace;
    }

    /** How many questions are being answered. */
    synchronized int inside() {
        return inside;
    }

    /** How many questions wait for their turn. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** The ticket of a request that has been let in. */
    Optional<Ticket> ticket(HttpServerRequest request) {
        return Optional.ofNullable(tickets.get(request));
    }

    @Override
    public void handle(RoutingContext request) {
        String path = request.request().path();
        Optional<Contract.Match> match = path.startsWith(Contract.BASE)
                ? contract.match(path.substring(Contract.BASE.length()))
                : Optional.empty();
        if (match.isEmpty()) {
            answer(request.response(), Problem.notFound("there is no such question; /openapi.yaml lists them"));
        } else if (!request.request().method().equals(HttpMethod.GET)) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET");
            answer(request.response(), Problem.wrongMethod());
        } else if (!isAnswered.test(match.get().operation().id())) {
            answer(request.response(), Problem.notRunning());
        } else {
            let(new Waiting(
                    request, request.vertx().getOrCreateContext(), isExport(request, match.get()), System.nanoTime()));
        }
    }

    /** Guesses: an invalid format is refused later. */
    private static boolean isExport(RoutingContext request, Contract.Match match) {
        String format = request.queryParams().get("format");
        return match.operation().isList()
                && (format == null
                        ? Format.of(null, request.request().getHeader(HttpHeaders.ACCEPT)) != Format.JSON
                        : !format.equals(Format.JSON.extension()));
    }

    private void let(Waiting one) {
        List<Waiting> entered;
        boolean waits;
        synchronized (this) {
            waiting.add(one);
            entered = enterInOrder();
            waits = waiting.size() <= most;
            if (!waits) {
                waiting.removeLast(); // It is this one: whoever has been let wait before stays.
            }
        }
        boolean enters = entered.remove(one);
        begin(entered);
        if (enters) {
            request(one);
        } else if (waits) {
            one.request.vertx().setTimer(Math.max(1, patience.toMillis()), timer -> refuse(one));
            wakeLater(one.request.vertx());
        } else {
            answer(one.request.response(), Problem.tooMany(RETRY_SECONDS));
        }
    }

    /** Lets in who may; whoever came first goes first. To be called with the lock. */
    private List<Waiting> enterInOrder() {
        List<Waiting> entered = new ArrayList<>();
        for (var candidates = waiting.iterator(); candidates.hasNext(); ) {
            Waiting candidate = candidates.next();
            if (hasRoom(candidate) && (pace.hasTime() || isDue(candidate))) {
                candidates.remove();
                enter(candidate);
                entered.add(candidate);
            }
        }
        return entered;
    }

    private boolean hasRoom(Waiting one) {
        return inside < most && (!one.isExport || exports < mostExports);
    }

    /** Whoever asks alone is not refused, however much time those before have taken. */
    private boolean isDue(Waiting one) {
        return inside == 0 && System.nanoTime() - one.since >= patience.toNanos() / 2;
    }

    private void enter(Waiting one) {
        inside++;
        if (one.isExport) {
            exports++;
        }
        pace.begun();
    }

    private void refuse(Waiting one) {
        synchronized (this) {
            if (!waiting.remove(one)) {
                return;
            }
        }
        answer(one.request.response(), Problem.tooMany(RETRY_SECONDS));
    }

    private void leave(Waiting one) {
        Ticket ticket = tickets.remove(one.request.request());
        // A list that is written as a whole also waits for its client: its pages count, one by one.
        if (!one.isExport) {
            pace.ended(ticket.age());
        }
        synchronized (this) {
            inside--;
            if (one.isExport) {
                exports--;
            }
        }
        letNext(one.request.vertx());
    }

    private void letNext(Vertx vertx) {
        List<Waiting> entered;
        synchronized (this) {
            entered = enterInOrder();
        }
        begin(entered);
        wakeLater(vertx);
    }

    private void begin(List<Waiting> entered) {
        entered.forEach(one -> one.context.runOnContext(now -> request(one)));
    }

    /** If there is room, but no time for those who wait, nobody may leave and call the next: they are let in when there is. */
    private void wakeLater(Vertx vertx) {
        synchronized (this) {
            if (wakes || waiting.stream().noneMatch(this::hasRoom)) {
                return;
            }
            wakes = true;
        }
        long millis = Math.min(pace.pause().toMillis(), patience.toMillis() / 4);
        vertx.setTimer(Math.max(1, millis), timer -> {
            synchronized (this) {
                wakes = false;
            }
            letNext(vertx);
        });
    }

    /** Has the question answered. */
    private void request(Waiting one) {
        RoutingContext request = one.request;
        HttpServerResponse response = request.response();
        var ticket = new Ticket(response, () -> leave(one));
        tickets.put(request.request(), ticket);
        if (response.closed() || response.ended()) {
            ticket.answered();
            return;
        }
        long end = request.vertx().setTimer(budget.toMillis(), timer -> {
            if (!response.headWritten() && !response.ended()) {
                answer(response, Problem.tooSlow(null));
            }
        });
        request.addEndHandler(ended -> {
            request.vertx().cancelTimer(end);
            ticket.answered();
        });
        request.next();
    }

    /** Answers with a problem. */
    static void answer(HttpServerResponse response, Problem problem) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.TYPE);
        if (problem.retryAfter() > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(problem.retryAfter()));
        }
        response.end(WebJson.write(problem.content()));
    }
}
