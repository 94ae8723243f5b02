package main

import (
	"sync/atomic"

	"k8s.io/client-go/util/workqueue"
)

// What is counted of all queues: what was to be done, what is done, and what had to be done again later.
const (
	added = iota
	done
	again
)

// counters count the work of the controllers, as their metrics would.
type counters struct {
	counts [3]atomic.Int64
}

func (c *counters) now() [3]int64 {
	return [3]int64{c.counts[added].Load(), c.counts[done].Load(), c.counts[again].Load()}
}

// counter is one of them: every event is one more.
type counter struct {
	count *atomic.Int64
}

func (c counter) Inc()            { c.count.Add(1) }
func (c counter) Observe(float64) { c.count.Add(1) }

// nobody counts.
type nobody struct{}

func (nobody) Inc()            {}
func (nobody) Dec()            {}
func (nobody) Set(float64)     {}
func (nobody) Observe(float64) {}

func (c *counters) NewAddsMetric(string) workqueue.CounterMetric    { return counter{&c.counts[added]} }
func (c *counters) NewRetriesMetric(string) workqueue.CounterMetric { return counter{&c.counts[again]} }
func (c *counters) NewDepthMetric(string) workqueue.GaugeMetric     { return nobody{} }
func (c *counters) NewLatencyMetric(string) workqueue.HistogramMetric {
	return nobody{}
}

func (c *counters) NewWorkDurationMetric(string) workqueue.HistogramMetric {
	return counter{&c.counts[done]}
}

func (c *counters) NewUnfinishedWorkSecondsMetric(string) workqueue.SettableGaugeMetric {
	return nobody{}
}

func (c *counters) NewLongestRunningProcessorSecondsMetric(string) workqueue.SettableGaugeMetric {
	return nobody{}
}
