import Foundation
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct ExchangeRecorderTests {
    private func lines(_ act: (ExchangeRecorder) async throws -> Void) async throws -> [String] {
        let file = FileManager.default.temporaryDirectory.appending(path: "exchanges-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        let recorder = try ExchangeRecorder(file: file)
        try await act(recorder)
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private func request(_ address: String, _ fields: HTTPFields = [:], body: String? = nil) throws -> HTTPRequest {
        HTTPRequest(
            method: body == nil ? .get : .post, url: try #require(URL(string: address)), fields: fields,
            body: body.map { Data($0.utf8) })
    }

    @Test func `a line has method, address, body, status and answer`() async throws {
        let lines = try await lines { recorder in
            recorder.record(
                try request(
                    "https://graph.example/v1.0/users?$top=5", ["Content-Type": "application/json"], body: #"{"a":"b"}"#
                ),
                .json(#"{"value":[]}"#, status: 201), by: .simulator)
        }
        let line = try #require(lines.first)
        for part in [
            #""method":"POST""#, #""url":"https://graph.example/v1.0/users?$top=5""#, #""status":201"#,
            #""answer":"{\"value\":[]}""#, #""body":"{\"a\":\"b\"}""#, #""answerer":"simulator""#,
        ] { #expect(line.contains(part), "\(part) in \(line)") }
    }

    @Test(arguments: [
        "grant_type=x&client_secret=hunter2&scope=s", "refresh_token=hunter2", "a=b&client_assertion=hunter2",
        #"{"access_token":"hunter2","expires_in":3}"#, #"{"clientState" : "hunter2"}"#, #"{"password": "hunter2"}"#,
        #"{"refresh_token":"hunter2\"hunter2","a":1}"#,
    ])
    func `no secret is written`(body: String) async throws {
        let lines = try await lines { recorder in
            recorder.record(
                try request(
                    "https://x.example/oauth?code=hunter2&a=b",
                    ["Authorization": "Bearer hunter2", "Cookie": "hunter2"], body: body), .json(body), by: .stub)
        }
        #expect(lines.count == 1)
        #expect(!lines.joined().contains("hunter2"))
        #expect(lines.joined().contains("redacted"))
    }

    @Test func `of exchanges that differ in ids only a few are kept and all are counted`() async throws {
        let lines = try await lines { recorder in
            for number in 0..<50 {
                recorder.record(
                    try request("https://x.example/users/user\(number)@x.example/apps"), nil, by: .simulator)
            }
            recorder.record(try request("https://x.example/groups"), nil, by: .simulator)
            #expect(recorder.counts.seen == 51)
            #expect(recorder.counts.written == 4)
        }
        #expect(lines.count == 4)
    }

    @Test func `a transport that records answers what the one behind it answers, and records a cut connection`()
        async throws
    {
        let lines = try await lines { recorder in
            let stub = StubTransport { _, count in
                if count == 2 { throw TransportError(.interrupted, detail: "cut") }
                return HTTPResponse(status: 204)
            }
            let transport = RecordingTransport(stub, to: recorder)
            #expect(try await transport.send(try request("https://x.example/")).status == 204)
            let second = try request("https://x.example/a")
            await #expect(throws: TransportError.self) { try await transport.send(second) }
        }
        #expect(lines.count == 2)
        #expect(lines.last?.contains("status") == false)
    }
}
