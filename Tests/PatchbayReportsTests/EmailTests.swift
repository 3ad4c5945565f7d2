import Foundation
import PatchbayReports
import Testing

struct EmailTests {
    @Test
    func `the subject holds the title and the counts in one line`() {
        var report = SampleReports.install(rows: 20)
        #expect(report.email().subject.hasPrefix("Install RingCentral for Teams: "))
        #expect(report.email().subject.contains(" installed"))
        report.title = "two\r\nBcc: lines"
        #expect(!report.email().subject.contains { $0.isNewline })
    }

    @Test
    func `the mail is short whatever the size of the tenant`() {
        let body = SampleReports.install(rows: 5000).email()
        #expect(body.html.utf8.count < 12_000)
        #expect(body.plainText.utf8.count < 6_000)
        #expect(!body.html.contains("user17."))
        #expect(!body.plainText.contains("user17."))
    }

    @Test
    func `all styles are inline and nothing is fetched`() {
        let html = SampleReports.install(rows: 100).email().html
        for word in ["<style", "<link", "<script", "<img", "class=", "url("] {
            #expect(!html.contains(word), "\(word)")
        }
        #expect(html.contains("style=\""))
    }

    @Test
    func `names and reasons are escaped`() {
        let reason = "</div><script>alert(1)</script>\"'&"
        let report = Report(
            title: "<b>title</b>", generatedAt: SampleReports.moment,
            remedies: [Report.RemedyGroup(reason: reason, remedy: nil, affected: 1)])
        let html = report.email().html
        #expect(html.contains("&lt;b&gt;title&lt;/b&gt;"))
        #expect(html.contains("&lt;/div&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"))
        #expect(!html.contains("<script"))
    }

    @Test
    func `what needs action is in both forms, and what is too much is counted`() {
        var report = SampleReports.readiness()
        report.remedies = (1...8).map { Report.RemedyGroup(reason: "Reason \($0)", remedy: "Do \($0)", affected: $0) }
        let body = report.email(maximumItems: 3)
        for text in [body.html, body.plainText] {
            #expect(text.contains("The app may install apps for users"))
            #expect(text.contains("Reason 3"))
            #expect(!text.contains("Reason 4"))
            #expect(text.contains("… and 5 more"))
            #expect(text.contains("Pin the app in the app bar"))
            #expect(text.contains("Nothing has been changed."))
        }
        #expect(!body.html.contains("The app may read users"))
    }
}
