package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.discogsography.discovery.contract.Contract;
import org.discogsography.discovery.contract.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is let in, and who shares an answer; the test answers in place of the routes. */
class GateTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final int MOST = 2;
    private static final String HUB = "/api/artists/194/collaborators";

    private final Vertx vertx = Vertx.vertx();
    private final List<RoutingContext> asked = new CopyOnWriteArrayList<>();
    private final List<String> locked = new CopyOnWriteArrayList<>();
    private final BlockingQueue<RoutingContext> runs = new LinkedBlockingQueue<>();
    private Gate gate;
    private Client client;

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void open(Duration patience, Duration budget) {
        open(patience, budget, new Pace(1, System::nanoTime));
    }

    private void open(Duration patience, Duration budget, Pace pace) {
        gate = new Gate(Contract.read(), operation -> true, MOST, patience, budget, pace);
        Router router = Router.router(vertx);
        router.route("/api/*")
                .handler(request -> {
                    asked.add(request);
                    gate.handle(watched(request, RoutingContext.class));
                })
                .handler(runs::add);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        client = new Client("http://localhost:" + server.actualPort());
    }

    /** The request, or its response; notes each call of the response by a thread that has locked the gate. */
    private <T> T watched(T target, Class<T> type) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (type == HttpServerResponse.class && Thread.holdsLock(gate)) {
                locked.add(method.getName());
            }
            Object result = method.invoke(target, arguments);
            return result instanceof HttpServerResponse response
                            && method.getName().equals("response")
                    ? watched(response, HttpServerResponse.class)
                    : result;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** A client that asks, and is gone as soon as it is closed. */
    private Socket asking(String path) throws IOException {
        var socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(client.address()).getPort());
        int before = gate.waiting();
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        await().atMost(SOON).until(() -> gate.waiting() == before + 1);
        return socket;
    }

    private RoutingContext nextRun() throws InterruptedException {
        RoutingContext run = runs.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(run).as("the next run").isNotNull();
        return run;
    }

    private void answer(RoutingContext run, String answer) {
        gate.ticket(run.request()).orElseThrow().share(Reply.of(Map.of("answer", answer)));
        run.response().end("{\"answer\":\"" + answer + "\"}");
    }

    private List<CompletableFuture<Client.Answer>> ask(int clients, String path) {
        int before = gate.waiting();
        var asked =
                IntStream.range(0, clients).mapToObj(i -> client.later(path)).toList();
        await().atMost(SOON).until(() -> gate.waiting() == before + clients);
        return asked;
    }

    private static List<String> answers(List<CompletableFuture<Client.Answer>> asked) {
        return asked.stream()
                .map(one -> one.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join())
                .map(one -> one.status() + " " + one.json().path("answer").asText())
                .distinct()
                .toList();
    }

    @Test
    void who_ask_the_same_while_it_is_answered_share_the_next_run_and_so_no_answer_is_older_than_its_question()
            throws Exception {
        open(LONG, LONG);
        var first = client.later(HUB);
        RoutingContext run = nextRun();
        var others = ask(19, HUB);

        answer(run, "before");
        assertThat(answers(List.of(first))).containsExactly("200 before");
        RoutingContext next = nextRun();
        assertThat(gate.waiting()).isZero();
        assertThat(gate.inside()).isEqualTo(1);
        answer(next, "after");

        assertThat(answers(others)).containsExactly("200 after");
        assertThat(runs).isEmpty();
        await().atMost(SOON).until(() -> gate.inside() == 0);
    }

    @Test
    void who_ask_something_else_are_let_in_beside_them() throws Exception {
        open(LONG, LONG);
        var first = client.later(HUB);
        RoutingContext run = nextRun();
        var others = ask(3, HUB);

        var other = client.later(HUB + "?limit=7");
        answer(nextRun(), "seven");
        assertThat(answers(List.of(other))).containsExactly("200 seven");

        answer(run, "before");
        answer(nextRun(), "after");
        assertThat(answers(others)).containsExactly("200 after");
        assertThat(answers(List.of(first))).containsExactly("200 before");
    }

    @Test
    void who_has_waited_for_long_is_let_in_beside_the_same_question_for_all_who_wait_for_it() throws Exception {
        open(SHORT, LONG);
        var first = client.later(HUB);
        RoutingContext run = nextRun();
        var second = client.later(HUB);

        answer(nextRun(), "second");
        assertThat(answers(List.of(second))).containsExactly("200 second");
        answer(run, "first");
        assertThat(answers(List.of(first))).containsExactly("200 first");
    }

    @Test
    void who_find_no_room_are_refused_and_those_who_ask_the_same_take_the_place_of_one_who_waits() throws Exception {
        open(LONG, LONG);
        List<CompletableFuture<Client.Answer>> inside = new ArrayList<>();
        List<RoutingContext> insideRuns = new ArrayList<>();
        for (int i = 1; i <= MOST; i++) {
            inside.add(client.later(HUB + "?limit=" + i));
            insideRuns.add(nextRun());
        }
        var same = ask(10, HUB);
        var another = ask(1, HUB + "?limit=10");

        assertThat(client.get(HUB + "?limit=11").status()).isEqualTo(429);
        insideRuns.forEach(run -> answer(run, "inside"));
        RoutingContext next = nextRun();
        RoutingContext last = nextRun();
        answer(next, "next");
        answer(last, "next");
        assertThat(answers(same)).containsExactly("200 next");
        assertThat(answers(another)).containsExactly("200 next");
        assertThat(answers(inside)).containsExactly("200 inside");
    }

    @Test
    void a_problem_is_shared_too() throws Exception {
        open(LONG, LONG);
        client.later(HUB);
        RoutingContext first = nextRun();
        var others = ask(3, HUB);
        answer(first, "before");
        RoutingContext run = nextRun();
        gate.ticket(run.request()).orElseThrow().share(Reply.of(Problem.unavailable("down", 7, null)));
        run.response().setStatusCode(503).end();

        assertThat(answers(others)).containsExactly("503 ");
        assertThat(others.stream()
                        .map(one -> one.join().header("Retry-After").orElse(""))
                        .filter(seconds -> !seconds.isEmpty())
                        .distinct())
                .containsExactly("7");
    }

    @Test
    void the_budget_ends_for_those_who_wait_too_if_whoever_asks_for_all_has_gone_away() throws Exception {
        open(LONG, Duration.ofSeconds(15)); // from here to where the store hangs a busy machine may take some of it
        client.later(HUB);
        RoutingContext run = nextRun();
        RoutingContext next;
        List<CompletableFuture<Client.Answer>> others;
        try (var socket = asking(HUB)) {
            others = ask(3, HUB);
            answer(run, "before");
            next = nextRun();
            gate.ticket(next.request()).orElseThrow().begin(); // and its store hangs
        }

        assertThat(answers(others)).containsExactly("504 ");
        assertThat(gate.inside()).isEqualTo(1);
        gate.ticket(next.request()).orElseThrow().done();
        await().atMost(SOON).until(() -> gate.inside() == 0);
    }

    @Test
    void if_whoever_asks_for_all_goes_away_before_anybody_has_begun_the_next_one_asks_for_all() throws Exception {
        open(LONG, LONG);
        client.later(HUB);
        RoutingContext run = nextRun();
        List<CompletableFuture<Client.Answer>> others;
        try (var gone = asking(HUB)) {
            try (var leaving = asking(HUB)) {
                others = ask(3, HUB);
                gone.close();
                await().atMost(SOON).until(() -> asked.get(1).response().closed());
                answer(run, "before");
                nextRun();
            }
        }

        RoutingContext last = nextRun();
        assertThat(gate.inside()).isEqualTo(1);
        answer(last, "for all");
        assertThat(answers(others)).containsExactly("200 for all");
        assertThat(runs).isEmpty();
        await().atMost(SOON).until(() -> gate.inside() == 0);
    }

    @Test
    void beside_a_load_the_time_of_a_run_is_taken_before_the_next_one_is_let_in() throws Exception {
        var clock = new AtomicLong();
        var pace = new Pace(0.1, clock::get);
        open(LONG, LONG, pace);
        pace.loading(true);
        pace.ended(Duration.ofMillis(1_950)); // a tenth of a second is left
        var first = client.later(HUB);
        RoutingContext run = nextRun();
        var others = ask(3, HUB);
        Ticket ticket = gate.ticket(run.request()).orElseThrow();
        await().atMost(SOON).until(() -> ticket.age().toMillis() > 150); // the clock of the pace stands still

        ticket.share(Reply.of(Map.of("answer", "before")));

        assertThat(gate.waiting()).isEqualTo(3);
        assertThat(runs).isEmpty();
        run.response().end("{\"answer\":\"before\"}");
        assertThat(answers(List.of(first))).containsExactly("200 before");
        pace.loading(false);
        answer(nextRun(), "after");
        assertThat(answers(others)).containsExactly("200 after");
    }

    @Test
    void no_client_s_response_is_asked_while_the_gate_is_locked_since_its_connection_may_wait_for_the_gate()
            throws Exception {
        // Long enough for all of them to come: whoever came later would find no room, and be refused.
        open(Duration.ofSeconds(2), LONG);
        client.later(HUB);
        RoutingContext run = nextRun();
        var others = IntStream.range(0, 5).mapToObj(i -> client.later(HUB)).toList();
        answer(nextRun(), "after");
        answer(run, "before");
        while (!others.stream().allMatch(CompletableFuture::isDone)) {
            RoutingContext more = runs.poll(50, TimeUnit.MILLISECONDS);
            if (more != null) {
                answer(more, "after");
            }
        }

        assertThat(answers(others)).containsExactly("200 after");
        assertThat(locked).isEmpty();
    }

    @Test
    void if_whoever_asks_for_all_goes_away_the_others_are_answered_all_the_same() throws Exception {
        open(LONG, LONG);
        client.later(HUB);
        RoutingContext run = nextRun();
        RoutingContext next;
        List<CompletableFuture<Client.Answer>> others;
        try (var socket = asking(HUB)) {
            others = ask(3, HUB);
            answer(run, "before");
            next = nextRun();
            gate.ticket(next.request()).orElseThrow().begin();
        }
        await().atMost(SOON).until(() -> next.response().closed());
        Ticket ticket = gate.ticket(next.request()).orElseThrow();
        ticket.share(Reply.of(Map.of("answer", "after")));
        ticket.done();

        assertThat(answers(others)).containsExactly("200 after");
        await().atMost(SOON).until(() -> gate.inside() == 0);
    }

    @Test
    void if_nobody_says_what_the_answer_is_each_is_asked_alone() throws Exception {
        open(LONG, LONG);
        client.later(HUB);
        RoutingContext run = nextRun();
        var others = ask(2, HUB);
        answer(run, "before");

        for (int i = 0; i < 2; i++) {
            RoutingContext alone = nextRun();
            Ticket ticket = gate.ticket(alone.request()).orElseThrow();
            ticket.begin();
            alone.response().end("{\"answer\":\"mine\"}");
            ticket.done();
        }
        assertThat(answers(others)).containsExactly("200 mine");
    }
}
