import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.zip.CRC32;

/**
 * A program that would notice a lost page: every block of its data ends in a checksum of its number
 * and its content. It does what standard input asks for, one command a line, and answers each.
 */
public class Ledger {
  /** The data of `fill`, and that of `keep`, which stays for good. Allocated first: soon old. */
  private static final Shelf filled = new Shelf();
  private static final Shelf kept = new Shelf();
  private static volatile Object garbage;

  public static void main(String[] arguments) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    answer("up");
    for (String line; (line = in.readLine()) != null; ) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "fill" -> filled.fill(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        case "keep" -> kept.fill(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        case "garbage" -> litter(Integer.parseInt(words[1]));
        case "collect" -> Enforced.young();
        case "verify" -> {
          answer("wrong " + (filled.wrong() + kept.wrong()) + " of " + (filled.count + kept.count));
          continue;
        }
        default -> throw new IllegalArgumentException(line);
      }
      answer("done");
    }
  }

  /** The mark tells an answer from what the JVM itself prints. */
  private static void answer(String line) {
    System.out.println("> " + line);
    System.out.flush();
  }

  private static void litter(int kilobytes) {
    for (int i = 0; i < kilobytes; i++) garbage = new byte[1000];
  }

  /** Numbered blocks with checksums. */
  private static final class Shelf {
    private final byte[][] blocks = new byte[1000][];
    private int count;

    /** New blocks, allocated now: in Eden. */
    private void fill(int count, int bytes) {
      this.count = count;
      for (int number = 0; number < count; number++) {
        byte[] block = new byte[bytes];
        for (int i = 0; i < bytes - 4; i++) block[i] = (byte) (number * 31 + i * 7 + 1);
        int seal = seal(block, number);
        for (int i = 0; i < 4; i++) block[bytes - 4 + i] = (byte) (seal >>> (8 * i));
        blocks[number] = block;
      }
    }

    private int wrong() {
      int wrong = 0;
      for (int number = 0; number < count; number++) {
        if (!isWhole(blocks[number], number)) wrong++;
      }
      return wrong;
    }
  }

  private static boolean isWhole(byte[] block, int number) {
    if (block == null || block.length < 4) return false;
    int seal = seal(block, number);
    for (int i = 0; i < 4; i++) {
      if (block[block.length - 4 + i] != (byte) (seal >>> (8 * i))) return false;
    }
    return true;
  }

  private static int seal(byte[] block, int number) {
    CRC32 crc = new CRC32();
    crc.update(number);
    crc.update(number >>> 8);
    crc.update(block, 0, block.length - 4);
    return (int) crc.getValue();
  }
}
