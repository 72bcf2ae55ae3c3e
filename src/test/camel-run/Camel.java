import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** Camel's command line as {@code java -cp ... Camel.java run ...}: what JBang's script {@code camel} starts. */
class Camel {

    public static void main(String[] arguments) {
        CamelJBangMain.run(arguments);
    }
}
