import java.util.ArrayDeque;

/** Allocates for the tests of the log reader: short-lived arrays, some that survive, a few humongous ones. */
public final class Churn {
    private static volatile Object sink;

    public static void main(String[] arguments) {
        ArrayDeque<byte[]> kept = new ArrayDeque<>();
        long allocated = 0;
        long limit = Long.parseLong(arguments[0]) << 20;
        for (int turn = 0; allocated < limit; turn++) {
            byte[] block = new byte[1024 + turn % 64 * 512];
            allocated += block.length;
            sink = block;
            if (turn % 16 == 0) kept.addLast(block);
            if (kept.size() > 400) kept.removeFirst();
            if (turn % 5000 == 4999) {
                byte[] large = new byte[1 << 20];
                allocated += large.length;
                sink = large;
            }
        }
        System.gc();
        System.out.println(kept.size());
    }
}
