import Foundation
import GraphClient
import PatchbayCore

/// Pages out of memory, so that reading them is all there is to do.
struct PagesInMemory: HTTPTransport {
    let pages: [Data]

    init(file: String) throws {
        pages = try Lines.of(file)
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let query = request.url.query ?? ""
        let number = query.range(of: "skiptoken=").flatMap { Int(query[$0.upperBound...]) } ?? 0
        return HTTPResponse(status: 200, fields: ["Content-Type": "application/json"], body: pages[number])
    }
}

/// The lines of a file, each in storage of its own, as a network would deliver them.
enum Lines {
    static func of(_ file: String) throws -> [Data] {
        var lines: [Data] = []
        try Data(contentsOf: URL(fileURLWithPath: file)).withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            var start = 0
            while start < bytes.count, let end = memchr(base + start, 10, bytes.count - start) {
                let length = base.distance(to: UnsafeRawPointer(end)) - start
                lines.append(Data(bytes: base + start, count: length))
                start += length + 1
            }
        }
        return lines
    }
}

enum Decoding {
    static func run(_ how: String, file: String) async throws {
        let memory = try PagesInMemory(file: file)
        let bytes = memory.pages.reduce(0) { $0 + $1.count }
        let measure = Measure()
        var count = 0
        switch how {
        // Each page is dropped before the next one, so that it is the decoding that counts; keeping is what the lists measure.
        case "naive":
            for page in memory.pages { count += try JSONDecoder().decode(PlainPage.self, from: page).value.count }
            measure.report("decode.naive", count: count, ["megabytes": Double(bytes) / 1e6])
        case "model":
            for try await page in try Clients.graph(port: "1", memory).users.list().pages { count += page.count }
            measure.report("decode.model", count: count, ["megabytes": Double(bytes) / 1e6])
        case "lazy":
            var enabled = 0
            var letters = 0
            count = try await Clients.graph(port: "1", memory).users.forEachRecord { user in
                if user.accountEnabled == true { enabled += 1 }
                letters += user.id.rawValue.utf8.count
            }
            measure.report(
                "decode.lazy", count: count,
                ["megabytes": Double(bytes) / 1e6, "enabled": Double(enabled), "letters": Double(letters)])
        default: throw Unavailable(description: "no way “\(how)” to decode")
        }
    }
}
