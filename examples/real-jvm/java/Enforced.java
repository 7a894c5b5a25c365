/** A young collection on demand, which no supported interface of HotSpot offers. */
public class Enforced {
  private static final Runnable collection = choose();

  private static Runnable choose() {
    if (Runtime.version().feature() > 17) return new jdk.test.whitebox.WhiteBox()::youngGC;
    return new sun.hotspot.WhiteBox()::youngGC;
  }

  public static void young() {
    collection.run();
  }
}
