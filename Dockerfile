# All five services: one image, the service's name is the command.
# Images are pinned to exact versions; whoever wants more pins the digest that was pulled.

# The JDK that the project is built with everywhere: a newer compiler has other warnings, and warnings end the build.
FROM maven:3.9.11-eclipse-temurin-17-noble AS build
WORKDIR /build
COPY pom.xml application.properties LICENSE ./
COPY .mvn .mvn
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package

# It has wget, which the health checks use.
FROM eclipse-temurin:21.0.12_8-jre-noble
# What the extractor keeps is written here; a volume that is mounted here takes over the owner.
RUN install -d -o 10001 -g 10001 /state
WORKDIR /app
COPY --from=build /build/target/discogsography.jar /app/discogsography.jar
ENV HTTP_HOST=0.0.0.0 \
    EXTRACTOR_STATE_FOLDER=/state
# A number, so that an engine can tell that it is not root. Nothing needs to be written but /tmp and /state.
USER 10001:10001
# 512 MB of heap serve each service, whatever the size of the dump. Without memory there is no way on: end, and be restarted.
ENTRYPOINT ["java", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError", "-jar", "/app/discogsography.jar"]
