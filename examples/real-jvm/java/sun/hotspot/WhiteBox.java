package sun.hotspot;

/** The stock JVM's test interface under its name up to JDK 17; the JVM registers the methods. */
public class WhiteBox {
  private static native void registerNatives();

  static {
    registerNatives();
  }

  public native void youngGC();
}
