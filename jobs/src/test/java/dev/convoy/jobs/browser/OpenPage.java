package dev.convoy.jobs.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A page of Convoy's in a real browser, opened from its file, with the network off. Debian's packages {@code chromium}
 * and {@code chromium-driver} must be installed.
 */
public final class OpenPage implements AutoCloseable {
    private static final List<String> SERIOUS = List.of("serious", "critical");

    private final ChromeDriver browser;

    private OpenPage(ChromeDriver browser) {
        this.browser = browser;
    }

    /** Opens a page, and waits until its scripts have run. */
    public static OpenPage of(Path file) throws IOException {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                .build();
        OpenPage page = new OpenPage(new ChromeDriver(service, options));
        page.browser.executeCdpCommand("Network.enable", Map.of());
        page.browser.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", true, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
        page.browser.manage().timeouts().implicitlyWait(Duration.ofSeconds(2));
        page.browser.manage().window().setSize(new Dimension(1280, 900));
        page.browser.get(file.toUri().toString());
        return page;
    }

    public ChromeDriver browser() {
        return browser;
    }

    /** Returns the first element that a CSS selector finds. */
    public WebElement find(String css) {
        return browser.findElement(By.cssSelector(css));
    }

    public List<WebElement> all(String css) {
        return browser.findElements(By.cssSelector(css));
    }

    /** Returns the value of a JavaScript expression. */
    public Object script(String expression) {
        return browser.executeScript("return " + expression);
    }

    /** Seconds from the start of loading until the page's scripts had run. */
    public double loadSeconds() {
        Number millis = (Number) script("performance.getEntriesByType('navigation')[0].loadEventEnd");
        return millis.doubleValue() / 1000;
    }

    /** Sets the size of the window, in CSS pixels. */
    public void resize(int width, int height) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** @param theme {@code light} or {@code dark} */
    public void prefer(String theme) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    public void screenshot(Path to) throws IOException {
        Files.createDirectories(to.toAbsolutePath().getParent());
        Files.write(to, browser.getScreenshotAs(OutputType.BYTES));
    }

    /** Nothing but the file itself was asked for, and the console is empty. */
    public void requireQuiet() {
        List<String> requests = browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .filter(message -> !message.contains("\"url\":\"file://") && !message.contains("\"url\":\"data:"))
                .filter(message -> !message.contains("\"url\":\"blob:"))
                .toList();
        assertThat(requests).as("requests").isEmpty();
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .as("console")
                .isEmpty();
    }

    /** An accessibility checker finds nothing serious, which includes a contrast below 4.5. */
    public void requireAccessible() {
        List<String> found = new AxeBuilder()
                .analyze(browser).getViolations().stream()
                        .filter(rule -> SERIOUS.contains(rule.getImpact()))
                        .map(OpenPage::line)
                        .toList();
        assertThat(found).as("accessibility").isEmpty();
    }

    private static String line(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream().map(node -> node.getHtml()).limit(5).toList();
    }

    @Override
    public void close() {
        browser.quit();
    }
}
