import Foundation

// One cell of one round is one process: it does one thing once and prints a line of JSON. Benchmarks/run puts them side by side.
let arguments = Array(CommandLine.arguments.dropFirst())
do {
    switch (arguments.first, arguments.count) {
    case ("list", 4): try await Lists.list(arguments[1], port: arguments[2], transport: arguments[3])
    case ("first", 3): try await Lists.first(port: arguments[1], transport: arguments[2])
    case ("decode", 3): try await Decoding.run(arguments[1], file: arguments[2])
    case ("requests", 5):
        try await Requests.run(
            arguments[1], port: arguments[2], count: Int(arguments[3]) ?? 0, concurrency: Int(arguments[4]) ?? 1)
    case ("batch", 4): try await Batches.run(port: arguments[1], items: Int(arguments[2]) ?? 0, transport: arguments[3])
    case ("notifications", 3): try Notifications.run(arguments[1], requests: Int(arguments[2]) ?? 0)
    case ("match", 2): try Matching.run(file: arguments[1])
    case ("reduce", 2): Reducing.run(events: Int(arguments[1]) ?? 0)
    default:
        FileHandle.standardError.write(
            Data(
                """
                benchmark list naive|keep|stream PORT socket|urlsession|ahc
                benchmark first PORT socket|urlsession|ahc
                benchmark decode naive|model|lazy FILE
                benchmark requests bare|patchbay PORT COUNT CONCURRENCY
                benchmark batch PORT ITEMS socket|urlsession|ahc
                benchmark notifications bare|patchbay REQUESTS
                benchmark match FILE
                benchmark reduce EVENTS

                """.utf8))
        exit(64)
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
