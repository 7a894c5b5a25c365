/**
 * Two programs that run without end. `garbage`: everything dies young. `cache`: a table in Old whose entries
 * are replaced all the time, so that Old is written and some objects survive.
 */
public class Workload {
  private static volatile Object sink;

  public static void main(String[] arguments) throws InterruptedException {
    int megabytesPerSecond = Integer.parseInt(arguments[1]);
    boolean caches = arguments[0].equals("cache");
    byte[][] table = new byte[caches ? 20_000 : 0][];
    System.out.println("> up");
    System.out.flush();
    long started = System.nanoTime();
    for (long allocated = 0, count = 0; ; count++) {
      byte[] block = new byte[1000];
      block[0] = 1;
      sink = block;
      if (caches && count % 20 == 0) table[(int) (count / 20 % table.length)] = block;
      allocated += 1000;
      // A steady rate, whatever the machine does.
      if (count % 1000 == 0) {
        long dueNs = allocated * 1000 / megabytesPerSecond;
        long aheadMs = (dueNs - (System.nanoTime() - started)) / 1_000_000;
        if (aheadMs > 0) Thread.sleep(aheadMs);
      }
    }
  }
}
