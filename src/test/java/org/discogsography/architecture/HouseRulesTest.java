package org.discogsography.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.ExecutorService;

/** Which package may know which. */
@AnalyzeClasses(packages = "org.discogsography", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    private static final String HOUSE = "org.discogsography.";
    private static final String[] SERVICES = {
        HOUSE + "extractor..",
        HOUSE + "graphinator..",
        HOUSE + "tableinator..",
        HOUSE + "dashboard..",
        HOUSE + "discovery..",
        HOUSE + "exporter.."
    };

    @ArchTest
    static final ArchRule dump_knows_no_other_package_of_ours = noClasses()
            .that()
            .resideInAPackage(HOUSE + "dump..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("org.discogsography..")
                    .and(JavaClass.Predicates.resideOutsideOfPackage(HOUSE + "dump..")));

    @ArchTest
    static final ArchRule dump_knows_nothing_of_Camel_or_of_any_server = noClasses()
            .that()
            .resideInAPackage(HOUSE + "dump..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.camel..",
                    "org.springframework..",
                    "com.rabbitmq..",
                    "org.neo4j..",
                    "org.postgresql..",
                    "java.sql..");

    @ArchTest
    static final ArchRule graph_does_not_know_table_or_broker = noClasses()
            .that()
            .resideInAPackage(HOUSE + "graph..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HOUSE + "table..", HOUSE + "broker..");

    @ArchTest
    static final ArchRule table_does_not_know_graph_or_broker = noClasses()
            .that()
            .resideInAPackage(HOUSE + "table..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HOUSE + "graph..", HOUSE + "broker..");

    @ArchTest
    static final ArchRule loads_know_no_store_no_broker_and_nothing_of_Camel = noClasses()
            .that()
            .resideInAPackage(HOUSE + "loads..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    HOUSE + "graph..", HOUSE + "table..", HOUSE + "broker..", "org.apache.camel..", "java.sql..");

    @ArchTest
    static final ArchRule broker_does_not_know_graph_or_table = noClasses()
            .that()
            .resideInAPackage(HOUSE + "broker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HOUSE + "graph..", HOUSE + "table..");

    @ArchTest
    static final ArchRule rooms_of_broker_know_each_other_in_one_order_only = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(HOUSE + "broker..")
            .layer("connection")
            .definedBy(HOUSE + "broker")
            .layer("messages")
            .definedBy(HOUSE + "broker.messages")
            .layer("consuming")
            .definedBy(HOUSE + "broker.consuming")
            .layer("deadletters")
            .definedBy(HOUSE + "broker.deadletters")
            .layer("backlog")
            .definedBy(HOUSE + "broker.backlog")
            .whereLayer("connection")
            .mayNotAccessAnyLayer()
            .whereLayer("messages")
            .mayOnlyAccessLayers("connection")
            .whereLayer("consuming")
            .mayOnlyAccessLayers("connection", "messages")
            .whereLayer("deadletters")
            .mayOnlyAccessLayers("connection", "messages", "consuming")
            .whereLayer("backlog")
            .mayOnlyAccessLayers("connection", "messages", "consuming", "deadletters");

    /** The rule above says nothing about a class that is in none of its layers. */
    @ArchTest
    static final ArchRule every_class_of_broker_is_in_one_of_its_rooms = classes()
            .that()
            .resideInAPackage(HOUSE + "broker..")
            .should()
            .resideInAnyPackage(
                    HOUSE + "broker",
                    HOUSE + "broker.messages",
                    HOUSE + "broker.consuming",
                    HOUSE + "broker.deadletters",
                    HOUSE + "broker.backlog");

    @ArchTest
    static final ArchRule only_services_and_the_program_know_services = noClasses()
            .that()
            .resideOutsideOfPackages(SERVICES)
            .and()
            .resideOutsideOfPackages(HOUSE + "program", HOUSE + "cli")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVICES);

    @ArchTest
    static final ArchRule the_root_package_has_the_main_class_and_no_other = classes()
            .that()
            .resideInAPackage("org.discogsography")
            .should()
            .haveFullyQualifiedName("org.discogsography.Discogsography");

    @ArchTest
    static final ArchRule only_the_main_class_knows_the_command_line = noClasses()
            .that()
            .resideOutsideOfPackages("org.discogsography", HOUSE + "cli")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(HOUSE + "cli");

    @ArchTest
    static final ArchRule only_the_command_line_knows_the_program_as_a_whole = noClasses()
            .that()
            .resideOutsideOfPackages(HOUSE + "cli", HOUSE + "program")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(HOUSE + "program");

    @ArchTest
    static final ArchRule no_service_knows_another = slices().matching(
                    "org.discogsography.(extractor|graphinator|tableinator|dashboard|discovery|exporter)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule packages_form_no_cycle =
            slices().matching("org.discogsography.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule background_threads_come_from_one_factory = noClasses()
            .that()
            .resideOutsideOfPackages(HOUSE + "threads", HOUSE + "dump") // dump knows no other package
            .should()
            .callMethod(Thread.class, "setDaemon", boolean.class);

    /** What a task throws, an Error too, is in its future. */
    @ArchTest
    static final ArchRule whoever_submits_or_schedules_a_task_looks_at_what_it_throws = noClasses()
            .that()
            .resideOutsideOfPackage(HOUSE + "threads") // LoggedTask
            .and()
            .doNotHaveFullyQualifiedName(HOUSE + "outage.StateThread") // catches everything
            .and()
            .doNotHaveFullyQualifiedName(HOUSE + "broker.deadletters.PendingQueue") // a LoggedTask
            .and()
            .doNotHaveFullyQualifiedName(HOUSE + "routes.RouteReload") // a LoggedTask
            .and()
            // These ask the future.
            .doNotHaveFullyQualifiedName(HOUSE + "outage.PausedRoutes")
            .and()
            .doNotHaveFullyQualifiedName(HOUSE + "broker.ConnectionCloser")
            .and()
            .doNotHaveFullyQualifiedName(HOUSE + "graph.CypherRunner")
            .should()
            .callMethodWhere(JavaCall.Predicates.target(
                            HasOwner.Predicates.With.owner(JavaClass.Predicates.assignableTo(ExecutorService.class)))
                    .and(JavaCall.Predicates.target(HasName.Predicates.nameMatching("submit|schedule.*|invokeA.*"))));

    @ArchTest
    static final ArchRule nothing_that_ships_knows_a_test_server = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.qpid..", "io.zonky..", "org.neo4j.harness..", "org.neo4j.kernel..");

    @ArchTest
    static final ArchRule no_class_is_called_for_what_it_is_not = classes()
            .should()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager")
            .andShould()
            .haveSimpleNameNotEndingWith("Impl");
}
