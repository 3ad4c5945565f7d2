import Foundation

/// What one cell took, printed as a line of JSON.
struct Measure {
    private let begin = ContinuousClock.now
    private let processorTime = Self.processorTime()

    /// Prints what has been used since this value was made.
    func report(_ cell: String, count: Int, _ more: [String: Double] = [:]) {
        let took = ContinuousClock.now - begin
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) * 1e-18
        var line = "{\"cell\":\"\(cell)\",\"seconds\":\(seconds),\"cpu\":\(Self.processorTime() - processorTime)"
        line += ",\"peakMB\":\(Self.peakMegabytes),\"count\":\(count)"
        for (name, value) in more.sorted(by: { $0.key < $1.key }) { line += ",\"\(name)\":\(value)" }
        print(line + "}")
    }

    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// The most memory that the process has held. Not from `getrusage`, which on Linux counts what the parent had before it became this
    /// process.
    static var peakMegabytes: Double {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
        for line in status.utf8.split(separator: UInt8(ascii: "\n")) {
            let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" }
            if words.first == "VmHWM:", words.count > 1 { return (Double(words[1]) ?? 0) / 1024 }
        }
        return 0
    }
}
