import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct MailTests {
    @Test func `a mail goes out from the mailbox that was named`() async throws {
        let bench = Bench([HTTPResponse(status: 202)])
        try await bench.graph.mail.send(
            subject: "Done", htmlBody: "<p>“Ok”</p>", to: ["a@x", "b@x"], from: "reports@contoso.com")
        #expect(
            bench.sent == [
                """
                POST /v1.0/users/reports%40contoso.com/sendMail
                Content-Type: application/json
                {"message":{"body":{"content":"<p>“Ok”</p>","contentType":"HTML"},"subject":"Done","toRecipients":[{"emailAddress":{"address":"a@x"}},{"emailAddress":{"address":"b@x"}}]},"saveToSentItems":true}
                """
            ])
    }

    @Test func `a mail whose answer was lost is not sent twice`() async throws {
        let bench = Bench { _, _ in throw TransportError(.interrupted, detail: "cut") }
        await #expect(throws: TransportError.self) {
            try await bench.graph.mail.send(subject: "s", htmlBody: "b", to: ["a@x"], from: "f@x")
        }
        #expect(bench.stub.requests.count == 1)
    }

    @Test func `a mail to nobody is refused before it is sent`() async throws {
        let bench = Bench([HTTPResponse(status: 202)])
        await #expect(throws: ConfigurationError.self) {
            try await bench.graph.mail.send(subject: "s", htmlBody: "b", to: [], from: "f@x")
        }
        #expect(bench.stub.requests.isEmpty)
    }
}
