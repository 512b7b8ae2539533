package dev.convoy.bench.check;

import dev.convoy.base.InvalidInputException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The check as a program with a file of cases, for a machine without Maven, Spark and Deeplearning4j. */
@Command(
        name = "check.sh",
        mixinStandardHelpOptions = true,
        description = "Compares an engine's gradients, outputs and training steps with reference.")
public final class PackedCheck implements Callable<Integer> {
    @Parameters(hidden = true, description = "The file of cases")
    private Path cases;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private GpuCheckOptions options;

    /** Runs {@code FILE --check OPTIONS...}; the exit code is 0 if all cases passed, 1 if not, 2 if none could run. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PackedCheck())
                .setExecutionExceptionHandler(PackedCheck::report)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        return options.run(CaseFile.read(cases), System.out, System.err) ? 0 : 1;
    }

    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (failure instanceof InvalidInputException) {
            command.getErr().println("error: " + failure.getMessage());
            return 2;
        }
        throw failure;
    }
}
