// The loss, in double, and the updates of Deeplearning4j's common updaters.

// In the order of Loss.Kind.
enum { SOFTMAX_CROSS_ENTROPY, SIGMOID_CROSS_ENTROPY, MEAN_SQUARED_ERROR };

// One block of 256 threads for each example. Either gradient or outputs may be absent.
extern "C" __global__ void loss(const float* z, const float* labels, const float* weights, int classes, int kind,
                                Value* gradient, float* outputs, double* losses) {
    Long first = (Long)blockIdx.x * classes;
    double sum = 0, mass = 0, lost = 0, greatest = z[first];
    if (kind == SOFTMAX_CROSS_ENTROPY) {
        for (int k = threadIdx.x; k < classes; k += 256) greatest = fmax(greatest, (double)z[first + k]);
        greatest = ofBlock<greater>(greatest);
        for (int k = threadIdx.x; k < classes; k += 256) {
            sum += exp(z[first + k] - greatest);
            mass += (double)weights[k] * labels[first + k];
        }
        sum = ofBlock<added>(sum);
        mass = ofBlock<added>(mass);
    }
    for (int k = threadIdx.x; k < classes; k += 256) {
        double value = z[first + k], label = labels[first + k], weight = weights[k], byValue, shown;
        if (kind == SOFTMAX_CROSS_ENTROPY) {
            shown = exp(value - greatest) / sum;
            byValue = shown * mass - weight * label;
            lost += weight * label * (log(sum) - (value - greatest));
        } else if (kind == SIGMOID_CROSS_ENTROPY) {
            shown = 1 / (1 + exp(-value));
            byValue = weight * (shown - label);
            lost += weight * (fmax(value, 0.0) + log1p(exp(-fabs(value))) - label * value);
        } else {
            shown = value;
            byValue = 2 * weight * (value - label) / classes;
            lost += weight * (value - label) * (value - label) / classes;
        }
        if (gradient) gradient[first + k] = narrow(byValue);
        if (outputs) outputs[first + k] = shown;
    }
    lost = ofBlock<added>(lost);
    if (threadIdx.x == 0) losses[blockIdx.x] = lost;
}

// One block: adds the losses to the total.
extern "C" __global__ void add_losses(const double* losses, int size, double* total) {
    double sum = 0;
    for (int i = threadIdx.x; i < size; i += 256) sum += losses[i];
    sum = ofBlock<added>(sum);
    if (threadIdx.x == 0) *total += sum;
}

// In the order of SegmentUpdate.Rule.
enum { SUBTRACT_GRADIENT, SGD, NESTEROVS, RMS_PROP, ADAM };

// One segment's numbers in this step, as SegmentUpdate has them.
struct Step {
    int rule;
    float divisor, l2, decay, rate, first, second, epsilon;
};

// A run of consecutive values of one segment: which segment, where in the vectors, and how many values.
struct Run {
    Long from, firstState, secondState;
    int segment, count;
};

// What one value gets: the rule applied to g / divisor + l2 · p, and decay · p. first and second are its state.
__device__ inline float updated(const Step& step, float p, float gradient, float& first, float& second) {
    float g = gradient / step.divisor + step.l2 * p;
    float change = g;
    if (step.rule == SGD) {
        change = step.rate * g;
    } else if (step.rule == NESTEROVS) {
        float before = step.first * first;
        first = before - step.rate * g;
        change = before + (-step.first - 1) * first;
    } else if (step.rule == RMS_PROP) {
        first = first * step.first + g * g * (1 - step.first);
        change = step.rate * g / (sqrtf(first) + step.epsilon);
    } else if (step.rule == ADAM) {
        first = step.first * first + g * (1 - step.first);
        second = step.second * second + g * g * (1 - step.second);
        change = first * step.rate / (sqrtf(second) + step.epsilon);
    }
    return p - (change + step.decay * p);
}

// One block of 256 threads for each run. Each thread reads several values before it writes the first, so that as many
// reads are under way at the same time.
extern "C" __global__ void update(float* parameters, const float* gradient, float* states, const Run* runs,
                                  const Step* steps) {
    constexpr int AT_ONCE = 4;
    Run run = runs[blockIdx.x];
    Step step = steps[run.segment];
    bool hasFirst = step.rule == NESTEROVS || step.rule == RMS_PROP || step.rule == ADAM, hasSecond = step.rule == ADAM;
    float* values = parameters + run.from;
    const float* gradients = gradient + run.from;
    float* firsts = states + run.firstState;
    float* seconds = states + run.secondState;
    for (int i = threadIdx.x; i < run.count; i += AT_ONCE * 256) {
        float p[AT_ONCE], g[AT_ONCE], first[AT_ONCE], second[AT_ONCE];
#pragma unroll
        for (int k = 0; k < AT_ONCE; k++) {
            int at = i + k * 256;
            if (at >= run.count) continue;
            p[k] = values[at];
            g[k] = gradients[at];
            if (hasFirst) first[k] = firsts[at];
            if (hasSecond) second[k] = seconds[at];
        }
#pragma unroll
        for (int k = 0; k < AT_ONCE; k++) {
            int at = i + k * 256;
            if (at >= run.count) continue;
            values[at] = updated(step, p[k], g[k], first[k], second[k]);
            if (hasFirst) firsts[at] = first[k];
            if (hasSecond) seconds[at] = second[k];
        }
    }
}
