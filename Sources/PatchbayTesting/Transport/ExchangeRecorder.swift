public import Foundation
public import PatchbayCore
import Synchronization

/// Writes requests and their answers to a file, one JSON object a line, so that something else can judge them: a checker of API
/// descriptions, or a reader.
///
/// Secrets are not written: credentials in header fields, forms, queries and token answers are replaced. Of requests that differ only in
/// ids and numbers a few are kept, so a run over many thousand users leaves a small file; ``counts`` says how many there were.
///
/// ```swift
/// let recorder = try ExchangeRecorder(file: URL(filePath: "exchanges.jsonl"))
/// let transport = RecordingTransport(cloud.transport, to: recorder)
/// ```
public final class ExchangeRecorder: Sendable {
    /// Who answered, which says how far an answer can be judged.
    public enum Answerer: String, Sendable {
        /// A fake that has the service's behaviour.
        case simulator
        /// A canned answer, which a test may have damaged on purpose.
        case stub
    }

    /// How many exchanges there were and how many were written.
    public struct Counts: Hashable, Sendable {
        /// All of them.
        public var seen = 0
        /// Those in the file.
        public var written = 0
    }

    /// The recorder that the variable `PATCHBAY_RECORD` asks for by naming a file; `nil` if it is not set or the file cannot be opened.
    /// ``StubTransport`` and ``RecordingTransport`` use it, so a test suite is recorded without a change to its tests.
    public static let fromEnvironment: ExchangeRecorder? = ProcessInfo.processInfo.environment["PATCHBAY_RECORD"]
        .flatMap { try? ExchangeRecorder(file: URL(filePath: $0)) }

    private struct State {
        var handle: FileHandle
        var kept: [String: Int] = [:]
        var counts = Counts()
    }

    private let state: Mutex<State>
    private let perShape: Int

    /// Opens a file to append to.
    ///
    /// - Parameters:
    ///   - file: the file; made if it is not there.
    ///   - perShape: how many exchanges are kept of those that differ only in ids and numbers.
    /// - Throws: what Foundation throws when the file cannot be written.
    public init(file: URL, perShape: Int = 3) throws {
        if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        state = Mutex(State(handle: handle))
        self.perShape = perShape
    }

    /// How many exchanges there were so far.
    public var counts: Counts { state.withLock { $0.counts } }

    /// Writes an exchange.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - response: the answer; `nil` if the connection was cut.
    ///   - answerer: who answered.
    public func record(_ request: HTTPRequest, _ response: HTTPResponse?, by answerer: Answerer) {
        let line = ExchangeLine(request, response, by: answerer)
        let shape = line.shape
        state.withLock { state in
            state.counts.seen += 1
            guard state.kept[shape, default: 0] < perShape, let data = try? line.encoded() else { return }
            state.kept[shape, default: 0] += 1
            // A record is no part of what is being recorded: a full disk must not fail it.
            guard (try? state.handle.write(contentsOf: data)) != nil else { return }
            state.counts.written += 1
        }
    }
}

/// Passes requests on and records what came back.
public struct RecordingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let recorder: ExchangeRecorder?

    /// Records what passes.
    ///
    /// - Parameters:
    ///   - inner: where requests go.
    ///   - recorder: where they are written; by default what the environment asks for, which is usually nothing.
    public init(_ inner: any HTTPTransport, to recorder: ExchangeRecorder? = .fromEnvironment) {
        self.inner = inner
        self.recorder = recorder
    }

    /// Sends a request on.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let recorder else { return try await inner.send(request) }
        do {
            let response = try await inner.send(request)
            recorder.record(request, response, by: .simulator)
            return response
        } catch {
            recorder.record(request, nil, by: .simulator)
            throw error
        }
    }
}
